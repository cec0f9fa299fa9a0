import type { DataStore, ResourceKey } from '@wellspring/store';

/** Where a page begins: the compartment that it is in, and after which of its resources. */
export interface EverythingPlace {
  /** The id of the compartment's patient or encounter. */
  readonly focus: string;
  /** First come the members of the compartment, then what they refer to. */
  readonly part: 'members' | 'referred';
  readonly after: ResourceKey | undefined;
}

/** The cursor of a place in a list. */
export function sealEverything(
  store: DataStore,
  list: string,
  { focus, part, after }: EverythingPlace,
): string {
  return store.sealPlace(list, JSON.stringify([focus, part, ...(after ? [after.type, after.id] : [])]));
}

/** @throws WellspringError `invalid-cursor` */
export function openEverything(store: DataStore, list: string, cursor: string): EverythingPlace {
  // What opens is what was sealed.
  const [focus, part, type, id] = JSON.parse(store.openPlace(list, cursor)) as [
    string,
    EverythingPlace['part'],
    string?,
    string?,
  ];
  return { focus, part, after: type === undefined || id === undefined ? undefined : { type, id } };
}
