import { WellspringError } from '@wellspring/errors';
import { indexedText, maxIndexedText, normaliseString, type StringCriterion } from '@wellspring/fhir';
import type { Hash64 } from '../../hash/sip-hash.js';
import type { TermHash } from '../../hash/term-hash.js';
import { exactText } from '../../rows/index-rows.js';
import type { StringArm } from './arm.js';

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
