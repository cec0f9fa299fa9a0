import { EvaluationError } from './environment.js';

/** Functions make a text of another that may be twice as long each time: bounded, in UTF-16 units. */
const longestText = 4_194_304;

/** @throws EvaluationError where the text is too long */
export function boundedText(text: string): string {
  if (text.length > longestText) throw new EvaluationError('makes too long a text');
  return text;
}

/**
 * A text with all of these parts replaced; one that would be too long is not made.
 * @throws EvaluationError
 */
export function replacedText(text: string, part: string, by: string): string {
  const parts = part === '' ? text.length + 1 : text.split(part).length - 1;
  if (text.length + parts * by.length > longestText) throw new EvaluationError('makes too long a text');
  return text.replaceAll(part, () => by);
}
