import { compileExpression } from '../fhirpath/compile-expression.js';
import { parseExpression } from '../fhirpath/parse-expression.js';
import { r4Parameters, type SearchParameters } from './parameter-set.js';
import { perParameter } from './per-parameter.js';

/**
 * The elements that the value set `mimetypes` is bound to, and that search parameters take values from
 * (https://hl7.org/fhir/R4/valueset-mimetypes.html).
 */
const boundToMimeTypes: ReadonlySet<string> = new Set([
  'Attachment.contentType',
  'CapabilityStatement.format',
]);

const isOfMimeTypes = perParameter((type, parameter) => {
  if (parameter.type !== 'token' || parameter.expression === '') return false;
  let takes = false;
  const focus = { type };
  compileExpression(parseExpression(parameter.expression), { resource: focus, focus }, (element) => {
    takes ||= boundToMimeTypes.has(`${element.parent}.${element.name}`);
    return undefined;
  });
  return takes;
});

/**
 * Whether a token parameter takes values from elements that are bound to mime types.
 * @param param its key
 * @example takesMimeTypes('DocumentReference', 'contenttype') // true
 */
export function takesMimeTypes(
  type: string,
  param: string,
  parameters: SearchParameters = r4Parameters,
): boolean {
  const parameter = parameters.keyed(type, param);
  return parameter !== undefined && isOfMimeTypes(type, parameter);
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
