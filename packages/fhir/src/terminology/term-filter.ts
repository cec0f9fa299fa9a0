import { normaliseString } from '../search/normalise-string.js';
import type { ConceptDetails } from './concept.js';

/** The words of a name, without regard to case, accents and punctuation; each once. */
export function termWords(term: string): readonly string[] {
  const text = normaliseString(term);
  return text === '' ? [] : [...new Set(text.split(' '))];
}

/**
 * Whether a concept is found by what somebody began to write: each word is the beginning of a word of one of its
 * names, or of its code.
 */
export function termFilter(text: string): (concept: ConceptDetails) => boolean {
  const wanted = termWords(text);
  const isFound = (term: string): boolean => {
    const words = termWords(term);
    return wanted.every((each) => words.some((word) => word.startsWith(each)));
  };
  return ({ code, display, designations }) =>
    isFound(code) ||
    (display !== undefined && isFound(display)) ||
    designations.some(({ value }) => isFound(value));
}
