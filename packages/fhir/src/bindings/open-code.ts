/** RFC 6838 names with the parameters of RFC 2045; `json` and its like are what CapabilityStatement.format allows beside. */
const mimeType = /^[a-z0-9][\w!#$&^.+-]*\/[\w!#$&^.+*-]+(?:\s*;.*)?$/i;
const formatWords: ReadonlySet<string> = new Set(['json', 'xml', 'ttl']);

/** BCP 47: language, extended languages, script, region, variants, extensions, private use; and the old ones. */
const languageTag =
  /^(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?|x(?:-[a-z\d]{1,8})+|i-[a-z]{2,8}|(?:art|cel|en|no|sgn|zh)-[a-z]{2,8}(?:-[a-z]{2,8})?)$/i;

/** ISO 4217 grows: any three capitals may be one. */
const currency = /^[A-Z]{3}$/;

export function isMimeType(code: string): boolean {
  return mimeType.test(code) || formatWords.has(code);
}

/** @example isLanguageTag('de-CH') // true */
export function isLanguageTag(code: string): boolean {
  return code.length <= 100 && languageTag.test(code);
}

export function isCurrency(code: string): boolean {
  return currency.test(code);
}
