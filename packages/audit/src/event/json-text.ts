/** Characters that stand for themselves in a string of JSON, ASCII alone. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** A string of JSON; texts that need no escapes, as most do not, are not looked at by `JSON.stringify`. */
export function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** A member with a comma before it; none for undefined. */
export function member(name: string, value: string | number | undefined): string {
  if (value === undefined) return '';
  return `,"${name}":${typeof value === 'string' ? quoted(value) : value}`;
}

/** The same where the value is JSON already. */
export function raw(name: string, json: string | undefined): string {
  return json === undefined ? '' : `,"${name}":${json}`;
}
