import type { JsonObject } from '../../json/json-value.js';
import { normaliseWords } from './normalise-words.js';
import { textElements } from './text-elements.js';

/** The words of one resource, normalised, each once. */
export interface ResourceWords {
  /** Of its narrative: what `_text` looks at. */
  readonly narrative: readonly string[];
  /** Of all its texts, the narrative among them: what `_content` looks at. */
  readonly content: readonly string[];
}

/** Longest word that is told from others, in UTF-16 units: longer ones are cut, searched and stored alike. */
export const maxWordLength = 64;

/** Distinct words of a resource that it can be found by: a book attached as text would fill the index. */
const maxWords = 2_000;

/**
 * The form of a normalised word in which it is indexed and looked for: not longer than 64 UTF-16 units.
 * @example boundedWord('hypertension') // 'hypertension'
 */
export function boundedWord(word: string): string {
  if (word.length <= maxWordLength) return word;
  // Half a surrogate pair is no text.
  const last = word.charCodeAt(maxWordLength - 1);
  return word.slice(0, last >= 0xd800 && last <= 0xdbff ? maxWordLength - 1 : maxWordLength);
}

/** Words of texts that occur again and again, as displays of codes do; bounded by number and length. */
const known = new Map<string, readonly string[]>();
const maxKnown = 4_096;
const maxKnownLength = 80;

/** The words of a short text, in their order. */
function wordsOf(text: string): readonly string[] {
  const found = known.get(text);
  if (found !== undefined) return found;
  const all = normaliseWords(text);
  const words = all === '' ? [] : all.split(' ').map(boundedWord);
  if (known.size >= maxKnown) known.clear();
  known.set(text, words);
  return words;
}

function addWords(texts: readonly string[], words: Set<string>): void {
  for (const text of texts) {
    if (words.size >= maxWords) return;
    if (text.length > maxKnownLength) addLongText(text, words);
    else
      for (const word of wordsOf(text)) {
        if (words.size >= maxWords) return;
        words.add(word);
      }
  }
}

function addLongText(text: string, words: Set<string>): void {
  const all = normaliseWords(text);
  for (let start = 0; start < all.length && words.size < maxWords;) {
    let end = all.indexOf(' ', start);
    if (end < 0) end = all.length;
    words.add(boundedWord(all.slice(start, end)));
    start = end + 1;
  }
}

/**
 * The words that a resource is found by with `_text` and `_content`
 * (https://hl7.org/fhir/R4/search.html#content), at most 2,000 of each; where there are more, those of the
 * elements come before those of the narrative. Some 10 microseconds for a resource of 1.5 KB.
 * @param tree the resource; what is not of the type that its definition says gives no words
 * @example
 * extractWords({ resourceType: 'Basic', code: { text: 'A note' }, text: { status: 'generated', div: '<div>Read me</div>' } })
 * // { narrative: ['read', 'me'], content: ['a', 'note', 'read', 'me'] }
 */
export function extractWords(tree: JsonObject): ResourceWords {
  const texts = textElements(tree);
  const narrative = new Set<string>();
  addWords(texts.narrative, narrative);
  const content = new Set<string>();
  addWords(texts.others, content);
  for (const word of narrative) {
    if (content.size >= maxWords) break;
    content.add(word);
  }
  return { narrative: [...narrative], content: [...content] };
}
