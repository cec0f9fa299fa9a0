/** Long values are named by their beginning. */
const maxQuoted = 100;

/** A text from outside, in a message. */
export function quoted(text: string): string {
  return `"${text.length > maxQuoted ? `${text.slice(0, maxQuoted)}…` : text}"`;
}

/** A list in a message: its whole, or how many there are where that is shorter. */
export function listed(names: readonly string[]): string {
  if (names.length > 12) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
  return names.join(', ');
}
