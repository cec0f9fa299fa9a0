import { WellspringError } from '@wellspring/errors';

/** Does work for whoever asks, for several at once. */
export type WorkGroup<Item, Result> = (item: Item) => Promise<Result>;

export interface WorkGroupOptions<Item, Result> {
  /** Groups under way at the same time; what comes meanwhile waits and makes up the next. */
  readonly atOnce: number;
  /** The most items that wait; one more is refused. */
  readonly mostWaiting: number;
  /** The most items of a group. */
  readonly most: number;
  /**
   * The most turns of the event loop that a group is kept open for beyond its first, each because the one before brought
   * something; default none. Under load a turn brings few, so groups would be small.
   */
  readonly turns?: number;
  /** The most that the items of a group weigh together; an item that weighs more goes alone. */
  readonly weight?: { readonly most: number; readonly of: (item: Item) => number };
  /** Only items with the same one go together. */
  readonly kind?: (item: Item) => unknown;
  /** Items of one key never go together. */
  readonly key?: (item: Item) => string;
  /**
   * Whether a failure may be that of one item of several, and nothing was done for any: then each is done alone, and
   * the fault reaches whom it is of. Of every other failure all of the group are told.
   */
  readonly isFaultOfOne: (error: unknown) => boolean;
  /** One result an item, in their order. */
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes groups of what is asked for at about the same time: what comes in one turn of the event loop goes together, or
 * in some turns that follow each other, and so does what comes while as many groups as may be are under way. No timer:
 * who asks alone waits for nobody, and under load a round trip, a commit and a wake-up of the other side are shared by
 * many.
 *
 * @throws WellspringError `rate-exceeded`, from the function it makes
 */
export function createWorkGroup<Item, Result>(
  options: WorkGroupOptions<Item, Result>,
): WorkGroup<Item, Result> {
  const { atOnce, most, turns = 0, work } = options;
  let waiting: Waiting<Item, Result>[] = [];
  let underWay = 0;
  let planned = false;

  const plan = (): void => {
    if (planned || waiting.length === 0 || underWay >= atOnce) return;
    planned = true;
    let seen = 0;
    let left = turns;
    const turn = (): void => {
      if (left > 0 && waiting.length > seen && waiting.length < most) {
        left -= 1;
        seen = waiting.length;
        setImmediate(turn);
        return;
      }
      planned = false;
      while (waiting.length > 0 && underWay < atOnce) start();
    };
    setImmediate(turn);
  };

  const start = (): void => {
    const { group, rest } = nextGroup(waiting, options);
    waiting = rest;
    underWay += 1;
    void run(group).then(() => {
      underWay -= 1;
      plan();
    });
  };

  const run = async (group: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await work(group.map(({ item }) => item));
      for (const [place, { resolve }] of group.entries()) resolve(results[place]!);
    } catch (error) {
      if (group.length > 1 && options.isFaultOfOne(error)) for (const each of group) await run([each]);
      else for (const { reject } of group) reject(error);
    }
  };

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= options.mostWaiting)
        throw new WellspringError(
          'rate-exceeded',
          'Too many requests wait for the database; try again later',
        );
      waiting.push({ item, resolve, reject });
      plan();
    });
}

/** Takes those that waited longest, as many as go together, and at least one. */
function nextGroup<Item, Result>(
  waiting: readonly Waiting<Item, Result>[],
  { most, weight, kind, key }: WorkGroupOptions<Item, Result>,
): { readonly group: readonly Waiting<Item, Result>[]; readonly rest: Waiting<Item, Result>[] } {
  const group: Waiting<Item, Result>[] = [];
  const rest: Waiting<Item, Result>[] = [];
  const keys = new Set<string>();
  let weighs = 0;
  for (const each of waiting) {
    const itsWeight = weight?.of(each.item) ?? 0;
    const itsKey = key?.(each.item);
    const goes =
      group.length === 0 ||
      (group.length < most &&
        kind?.(each.item) === kind?.(group[0]!.item) &&
        (itsKey === undefined || !keys.has(itsKey)) &&
        weighs + itsWeight <= (weight?.most ?? Infinity));
    if (!goes) {
      rest.push(each);
      continue;
    }
    group.push(each);
    weighs += itsWeight;
    if (itsKey !== undefined) keys.add(itsKey);
  }
  return { group, rest };
}
