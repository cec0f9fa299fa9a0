/**
 * Whether a text is what a pattern stands for: `*` for any characters, `?` for one. In time proportional to both
 * lengths multiplied at worst, whoever wrote the pattern.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesPattern(pattern: readonly PatternPart[], text: string): boolean {
  let at = 0;
  let place = 0;
  // Where to go on from when what follows the last `*` turns out not to fit.
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const part = pattern[place];
    if (part === 'any') {
      star = place;
      resume = at;
      place += 1;
    } else if (part !== undefined && (part === 'one' || part.character === text[at])) {
      place += 1;
      at += 1;
    } else if (star >= 0) {
      place = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  while (pattern[place] === 'any') place += 1;
  return place === pattern.length;
}

/** `*`, `?`, or a character that stands for itself. */
export type PatternPart = 'any' | 'one' | { readonly character: string };

/** Reads a pattern as it is written, where every `*` and `?` is a wildcard. */
export function readPattern(text: string): readonly PatternPart[] {
  return Array.from({ length: text.length }, (_, at): PatternPart => {
    const character = text[at]!;
    if (character === '*') return 'any';
    return character === '?' ? 'one' : { character };
  });
}

/** Characters that all stand for themselves. */
export function literalPattern(text: string): readonly PatternPart[] {
  return Array.from({ length: text.length }, (_, at) => ({ character: text[at]! }));
}
