import { WellspringError } from '@wellspring/errors';
import { indexedText, maxIndexedText, normaliseString, type StringCriterion } from '@wellspring/fhir';
import type { Hash64 } from '../../hash/sip-hash.js';
import type { TermHash } from '../../hash/term-hash.js';
import { exactText } from '../../rows/index-rows.js';
import type { Arm, StringArm, StringListArm } from './arm.js';

/**
 * A text that begins with, contains or is what was given (https://hl7.org/fhir/R4/search.html#string).
 *
 * @throws WellspringError `search-not-supported` for a text longer than what is indexed
 */
export function stringArm(
  { match, value }: StringCriterion,
  key: Hash64,
  system: number | undefined,
  term: TermHash,
): StringArm {
  const arm = { kind: 'string', key, ...(system !== undefined && { system }) } as const;
  switch (match) {
    case 'exact':
      return {
        ...arm,
        match: {
          kind: 'exact',
          text: indexedText(normaliseString(value)),
          hash: exactText(key, value, term),
        },
      };
    case 'starts-with':
      return { ...arm, match: { kind: 'begins', text: searchedText(value) } };
    case 'contains':
      return { ...arm, match: { kind: 'contains', text: searchedText(value) } };
    default:
      return match satisfies never;
  }
}

/** A text that can be looked for in the index. */
export function searchedText(text: string): string {
  if (text.length > maxIndexedText)
    throw new WellspringError(
      'search-not-supported',
      `Strings are indexed by their first ${maxIndexedText} characters; search for no more than these`,
    );
  return indexedText(text);
}

/** As few would be as quick one by one; of thousands PostgreSQL would take seconds to plan a query for each. */
const MANY = 20;

/** Puts the beginnings that are looked for under one key together, where they are many. */
export function mergeStrings(arms: readonly Arm[]): readonly Arm[] {
  if (arms.length < MANY) return arms;
  const lists = new Map<string, StringListArm & { readonly texts: string[] }>();
  const others: Arm[] = [];
  for (const arm of arms) {
    if (arm.kind !== 'string' || arm.match.kind !== 'begins' || arm.system !== undefined) {
      others.push(arm);
      continue;
    }
    const name = `${arm.key.hi},${arm.key.lo}`;
    const list = lists.get(name) ?? { kind: 'string-list', key: arm.key, texts: [] };
    lists.set(name, list);
    list.texts.push(arm.match.text);
  }
  return [...others, ...lists.values()];
}
