import { normaliseString } from '../normalise-string.js';

/** What stands between words, other than in a string: `Synthea.Version` is two of them, `O'Brien` is one. */
const between = /[^\p{L}\p{N}\p{M}'\u2019]+/gu;

/**
 * The words of a text in the form in which they are indexed and looked for, with spaces between them.
 * @example normaliseWords("Version: v2.4.0, O'Brien") // 'version v2 4 0 obrien'
 */
export function normaliseWords(text: string): string {
  return normaliseString(text.replace(between, ' '));
}
