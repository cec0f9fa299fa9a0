import { WellspringError } from '@wellspring/errors';
import { matchesSearch, rewriteLinks, type Criterion, type MatchedResource } from '@wellspring/fhir';
import { EntryFailure } from '../bundle/entry-failure.js';
import type { Condition } from '../conditional/condition.js';
import type { Exchange } from '../interactions/exchange.js';
import { queryPairs } from '../request/query-pairs.js';
import { isStorableType } from '../routing/storable-types.js';
import { conditionOf } from './plan.js';
import { nameOf, type WriteStep } from './resolve-steps.js';

const pattern = /^([A-Z][A-Za-z]+)\?(.*)$/s;

/** Whether a reference says by a search what it leads to: `Patient?identifier=...`. */
export function isConditionalReference(link: string): boolean {
  return pattern.test(link);
}

/** Resources to write, each with the conditional references that it still has. */
export interface PendingWrite {
  readonly write: WriteStep;
  readonly references: ReadonlySet<string>;
}

interface Reference {
  readonly link: string;
  /** The first entry that has it. */
  readonly index: number;
  readonly condition: Condition;
  /** Whether what meets it depends on references, which may be conditional themselves. */
  readonly byReference: boolean;
}

/**
 * Puts resources in the place of conditional references: each has to be met by exactly one, of those that are
 * stored and those that the transaction writes, as they are when it is done
 * (https://hl7.org/fhir/R4/http.html#trules).
 *
 * @param gone what the transaction deletes, `Type/id`
 * @throws EntryFailure where there is none, where there are several, or where they lead in a circle
 */
export async function resolveReferences(
  exchange: Exchange,
  pending: readonly PendingWrite[],
  gone: ReadonlySet<string>,
): Promise<readonly WriteStep[]> {
  let open = await referencesIn(exchange, pending);
  // What they find stands in what is written: whoever sends them searches.
  if (open.length > 0) await exchange.rights.require(['SearchWithGet']);
  // The values of a resource are worked out once for one object, not once for each reference.
  const seen = new Map<WriteStep, MatchedResource>();
  const seenAs = (write: WriteStep): MatchedResource => {
    const known = seen.get(write) ?? {
      ...write.key,
      tree: write.resource.tree,
      lastUpdated: Date.now() * 1_000,
      storeId: exchange.store.id,
    };
    seen.set(write, known);
    return known;
  };
  let writes = pending;
  while (open.length > 0) {
    // What is searched by references waits for those of the resources that it may find.
    const ready = open.filter(
      ({ byReference, condition }) =>
        !byReference ||
        writes.every(({ write, references }) => write.key.type !== condition.type || references.size === 0),
    );
    const [stuck] = open;
    if (ready.length === 0 && stuck !== undefined)
      throw EntryFailure.of(
        stuck.index,
        'unresolved-reference',
        'Conditional references lead in a circle: what each is met by depends on the others',
      );
    const found = new Map<string, string>();
    for (const reference of ready)
      found.set(reference.link, await targetOf(exchange, reference, writes, gone, seenAs));
    writes = writes.map((each) => replaced(each, found));
    open = open.filter(({ link }) => !found.has(link));
  }
  return writes.map(({ write }) => write);
}

async function referencesIn(
  exchange: Exchange,
  pending: readonly PendingWrite[],
): Promise<readonly Reference[]> {
  const found = new Map<string, Reference>();
  for (const { write, references } of pending)
    for (const link of references)
      if (!found.has(link)) found.set(link, await readReference(exchange, link, write.index));
  return [...found.values()];
}

async function readReference(exchange: Exchange, link: string, index: number): Promise<Reference> {
  const [, type = '', query = ''] = pattern.exec(link) ?? [];
  if (!isStorableType(type))
    throw EntryFailure.of(
      index,
      'unresolved-reference',
      `A conditional reference names the type ${type}, which is none`,
    );
  try {
    const condition = await conditionOf(exchange, index, type, queryPairs(query));
    const byReference = condition.query.searches.some(({ conditions }) =>
      conditions.some((each) => each.kind === 'parameter' && each.anyOf.some(looksAtReferences)),
    );
    return { link, index, condition, byReference };
  } catch (error) {
    if (error instanceof WellspringError) throw EntryFailure.of(index, error.code, error.message);
    throw error;
  }
}

function looksAtReferences({ kind }: Criterion): boolean {
  return kind === 'reference' || kind === 'composite';
}

async function targetOf(
  { store }: Pick<Exchange, 'store'>,
  { index, condition: { type, query } }: Reference,
  writes: readonly PendingWrite[],
  gone: ReadonlySet<string>,
  seenAs: (write: WriteStep) => MatchedResource,
): Promise<string> {
  const own = writes.map(({ write }) => write).filter(({ key }) => key.type === type);
  const written = new Set(own.map(({ key }) => nameOf(key)));
  // Stored resources that are replaced or deleted count as they will be: they may come first here.
  const replacedCount = own.filter(({ method }) => method === 'update').length;
  const deletedCount = [...gone].filter((name) => name.startsWith(`${type}/`)).length;
  const { matches, next } = await store.search({ ...query, count: 2 + replacedCount + deletedCount });
  const names = [
    ...matches.map(nameOf).filter((name) => !written.has(name) && !gone.has(name)),
    ...own
      .filter((write) => query.searches.some((search) => matchesSearch(search, seenAs(write))))
      .map(({ key }) => nameOf(key)),
  ];
  const [name, other] = names;
  if (name === undefined)
    throw EntryFailure.of(index, 'unresolved-reference', `No ${type} meets a conditional reference`);
  // With a next page there are more than can be reckoned with.
  if (other !== undefined || next !== undefined)
    throw EntryFailure.of(
      index,
      'multiple-matches',
      `Several resources of type ${type} meet a conditional reference`,
    );
  return name;
}

function replaced({ write, references }: PendingWrite, found: ReadonlyMap<string, string>): PendingWrite {
  if (![...references].some((link) => found.has(link))) return { write, references };
  const resource = rewriteLinks(write.resource, (link, type) =>
    type === 'reference' ? found.get(link) : undefined,
  );
  return {
    write: { ...write, resource },
    references: new Set([...references].filter((link) => !found.has(link))),
  };
}
