import type { Issue } from '../issue.js';
import { outlineJson } from '../json/json-outline.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import type { ParsedResource } from '../json/parsed-resource.js';
import { parseResource } from '../json/parse-resource.js';
import { operationOutcome } from '../operation-outcome.js';
import { endOfValue } from '../subset/json-text.js';

/** The extension of a resource that was stored although it is not valid; its value is the OperationOutcome as text. */
export const validationIssueUrl = 'http://healthlake.amazonaws.com/fhir/StructureDefinition/validation-issue';

/** What is kept of the issues: the mark is for looking at, and must not outweigh the resource. */
const MOST_ISSUES = 50;
const LONGEST_DIAGNOSTICS = 1_000;

/** Types that are no DomainResource: only their meta may have extensions. */
const withoutExtensions: ReadonlySet<string> = new Set(['Binary', 'Bundle', 'Parameters']);

/**
 * The resource with a mark of what is wrong with it in place of any that it has, all other bytes as they came;
 * undefined where it has no place for one, since what should be its extensions is something else.
 *
 * @example
 * markInvalid(resource, issues)?.tree.extension // [{ url: validationIssueUrl, valueString: '{"resourceType":...' }]
 */
export function markInvalid(resource: ParsedResource, issues: readonly Issue[]): ParsedResource | undefined {
  const told = issues
    .slice(0, MOST_ISSUES)
    .map((issue) => ({ ...issue, diagnostics: issue.diagnostics.slice(0, LONGEST_DIAGNOSTICS) }));
  const valueString = JSON.stringify(operationOutcome(told));
  const mark = JSON.stringify({ url: validationIssueUrl, valueString });
  const { type, tree } = resource;
  if (!withoutExtensions.has(type) && isList(tree['extension'])) return rewritten(resource, mark, undefined);
  return isList(metaOf(tree)['extension']) ? rewritten(resource, undefined, mark) : undefined;
}

/** The resource without such marks: what they told was of another version. The resource itself where it has none. */
export function withoutMarks(resource: ParsedResource): ParsedResource {
  const { tree } = resource;
  return hasMark(tree['extension']) || hasMark(metaOf(tree)['extension'])
    ? rewritten(resource, undefined, undefined)
    : resource;
}

function hasMark(extensions: JsonValue | undefined): boolean {
  return Array.isArray(extensions) && (extensions as readonly JsonValue[]).some(isMark);
}

function isMark(extension: JsonValue): boolean {
  return (
    typeof extension === 'object' &&
    extension !== null &&
    !Array.isArray(extension) &&
    (extension as JsonObject)['url'] === validationIssueUrl
  );
}

function metaOf(tree: JsonObject): JsonObject {
  return (tree['meta'] ?? {}) as JsonObject;
}

/** Whether extensions can be added to what is there. */
function isList(extensions: JsonValue | undefined): boolean {
  return extensions === undefined || Array.isArray(extensions);
}

function rewritten(
  resource: ParsedResource,
  mark: string | undefined,
  markOfMeta: string | undefined,
): ParsedResource {
  // The id matters to nobody here: it is put in when the resource is stored.
  const bytes = resource.stored(resource.id ?? 'x');
  const text = withExtension(bytes, 0, bytes.length, mark, (name, start, end) =>
    name === 'meta' ? withExtension(bytes, start, end, markOfMeta, () => undefined) : undefined,
  );
  const parsed = parseResource(Buffer.from(text));
  if (!parsed.ok) throw new Error('A resource cannot be read with its mark');
  return resource.id === undefined ? { ...parsed.resource, id: undefined } : parsed.resource;
}

/** The text of an object whose extensions have this mark and no other. */
function withExtension(
  bytes: Buffer,
  from: number,
  to: number,
  mark: string | undefined,
  replaced: (name: string, start: number, end: number) => string | undefined,
): string {
  const { places } = outlineJson(bytes, Infinity, from, to);
  const members: string[] = [];
  let pending = mark;
  for (let at = 0; at < places.length; at += 3) {
    const [start, colon, end] = [places[at]!, places[at + 1]!, places[at + 2]!];
    const key = bytes.toString('utf8', start, colon);
    const name = JSON.parse(key) as string;
    if (name === 'extension' && bytes[colon + 1] === 0x5b) {
      const items = itemsOf(bytes.toString('latin1', colon + 1, end))
        .map((item) => Buffer.from(item, 'latin1').toString('utf8'))
        .filter((item) => !isMark(JSON.parse(item) as JsonValue));
      if (pending !== undefined) items.push(pending);
      pending = undefined;
      // An array that came empty is one of the faults: it stays as it is.
      if (items.length > 0 || end - colon === 3) members.push(`${key}:[${items.join(',')}]`);
    } else {
      const value = replaced(name, colon + 1, end) ?? bytes.toString('utf8', colon + 1, end);
      // The form that is stored has a meta in any case; one that is empty would be a fault.
      if (name !== 'meta' || value !== '{}') members.push(`${key}:${value}`);
    }
  }
  if (pending !== undefined) members.push(`"extension":[${pending}]`);
  return `{${members.join(',')}}`;
}

/** The items of an array in compact JSON, one character a byte. */
function itemsOf(array: string): readonly string[] {
  const items: string[] = [];
  for (let at = 1; at < array.length - 1;) {
    const end = endOfValue(array, at);
    items.push(array.slice(at, end));
    at = end + 1;
  }
  return items;
}
