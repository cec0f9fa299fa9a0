import { compileExpression } from '../fhirpath/compile-expression.js';
import { parseExpression } from '../fhirpath/parse-expression.js';
import { searchParameters } from './search-parameters.js';

/**
 * The elements that the value set `mimetypes` is bound to, and that search parameters take values from
 * (https://hl7.org/fhir/R4/valueset-mimetypes.html).
 */
const boundToMimeTypes: ReadonlySet<string> = new Set([
  'Attachment.contentType',
  'CapabilityStatement.format',
]);

const known = new Map<string, boolean>();

/**
 * Whether a token parameter takes values from elements that are bound to mime types.
 * @example takesMimeTypes('DocumentReference', 'contenttype') // true
 */
export function takesMimeTypes(type: string, param: string): boolean {
  const key = `${type}.${param}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const parameter = searchParameters(type).get(param);
  if (parameter?.type !== 'token' || parameter.expression === '') return false;
  let takes = false;
  const focus = { type };
  compileExpression(parseExpression(parameter.expression), { resource: focus, focus }, (element) => {
    takes ||= boundToMimeTypes.has(`${element.parent}.${element.name}`);
    return undefined;
  });
  known.set(key, takes);
  return takes;
}

/**
 * A mime type as `:below` compares it: in lower case, without white space, each part ended by its separator. So
 * what begins with another one's is what lies below it.
 * @example mimeTypeText('text/plain; charset=UTF-8') // 'text/plain;charset=utf-8;'
 */
export function mimeTypeText(mimeType: string): string {
  const parts = mimeType.toLowerCase().split(';');
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => `${part};`)
    .join('');
}

/**
 * What the texts of mime types begin with that lie below one: `text/plain` with whatever parameters, `text` and
 * `text/` all of its subtypes.
 * @example mimeTypesBelow('text') // 'text/'
 */
export function mimeTypesBelow(mimeType: string): string {
  const text = mimeTypeText(mimeType);
  const [base = ''] = text.split(';');
  const [type, subtype] = base.split('/');
  return subtype === undefined || subtype === '' ? `${type}/` : text;
}
