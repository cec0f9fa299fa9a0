import type { JsonText } from '../subset/json-text.js';
import type { WholeString } from './link-replacements.js';

/**
 * What can stand in JSON in one way only, but for escapes that nobody needs. It begins with a letter: after the quote that
 * ends a string comes none.
 */
const plain = /^[A-Za-z][ !#-[\]-~]*$/;
/** The text is gone through once for each: a list of thousands is quicker taken apart. */
const MOST_STRINGS = 16;
const quote = 0x22;
const colon = 0x3a;

/**
 * Replaces strings in a text by looking for them, without taking it apart: where no other string of the text is the same
 * as one of them, all that are found are the ones.
 *
 * @returns undefined where that cannot be told: the text has escapes that a link may be written with, or more or fewer
 *   such strings than there are links; likewise where there are so many that the text is better taken apart
 */
export function replaceStrings(
  text: JsonText,
  strings: readonly WholeString[] | undefined,
): JsonText | undefined {
  if (strings === undefined || strings.length > MOST_STRINGS) return undefined;
  if (text.includes('\\u') || text.includes('\\/')) return undefined;
  const places: { readonly at: number; readonly end: number; readonly by: string }[] = [];
  for (const { link, by, count } of strings) {
    if (!plain.test(link)) return undefined;
    const replaced = plain.test(by) ? `"${by}"` : Buffer.from(JSON.stringify(by)).toString('latin1');
    let found = 0;
    // Without its quotes, since a search begins with each place that has the first character.
    for (let at = text.indexOf(link); at >= 0; at = text.indexOf(link, at + 1)) {
      const end = at + link.length + 1;
      if (text.charCodeAt(at - 1) !== quote || text.charCodeAt(end - 1) !== quote) continue;
      if (++found > count || text.charCodeAt(end) === colon) return undefined;
      places.push({ at: at - 1, end, by: replaced });
    }
    if (found !== count) return undefined;
  }
  places.sort((left, right) => left.at - right.at);
  let edited = '';
  let from = 0;
  for (const { at, end, by } of places) {
    edited += text.slice(from, at) + by;
    from = end;
  }
  return edited + text.slice(from);
}
