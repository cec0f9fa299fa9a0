/**
 * What a response can carry as a header (RFC 9110, 5.5 and 5.6.2). Text that came as a header is so by
 * nature; what came in a query or in XML may hold anything, a line break that begins another header
 * included, and Node refuses to send it: the object could be stored but never be read.
 */
export function isHeaderValue(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}

export function isHeaderName(text: string): boolean {
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(text);
}
