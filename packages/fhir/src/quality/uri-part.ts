const uri = /^[A-Za-z][A-Za-z0-9+.-]{0,20}:[^\s<>"]{1,200}$/;

/**
 * A URI as the name of a part of a report; what is none is not shown, since it may be anything.
 *
 * @example uriPart('http://loinc.org') // 'http://loinc.org'
 * @example uriPart('Jane Doe') // '(not a URI)'
 */
export function uriPart(text: string): string {
  return uri.test(text) ? text : '(not a URI)';
}
