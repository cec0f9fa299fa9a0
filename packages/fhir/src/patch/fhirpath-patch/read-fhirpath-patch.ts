import { WellspringError } from '@wellspring/errors';
import { ExpressionError } from '../../fhirpath/expression.js';
import { parseExpression } from '../../fhirpath/parse-expression.js';
import { withDoubles } from '../../json/exact-json.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { validateResource } from '../../validation/validate-resource.js';
import { longestPath, mostOperations } from '../patch-effort.js';
import type { FhirPathPatchOperation, PatchPath } from '../patch.js';
import { readPatchValue } from './read-patch-value.js';

/** The parts of one operation, by name. */
type Parts = ReadonlyMap<string, JsonObject>;

const partNames: ReadonlySet<string> = new Set([
  'type',
  'path',
  'name',
  'value',
  'index',
  'source',
  'destination',
]);

/**
 * Reads a Parameters resource with one parameter `operation` for each operation; there may be none.
 *
 * @param document an exact tree (`readExactJson`)
 * @throws WellspringError `malformed-patch`, which names the operation
 */
export function readFhirPathPatch(document: JsonValue): readonly FhirPathPatchOperation[] {
  if (!isObject(document) || document['resourceType'] !== 'Parameters')
    throw malformed('A FHIRPath Patch is a resource of type Parameters');
  const [issue] = validateResource(withDoubles(document) as JsonObject).filter(
    ({ severity }) => severity === 'error' || severity === 'fatal',
  );
  if (issue !== undefined) throw malformed(issue.diagnostics);
  const parameters = (document['parameter'] ?? []) as readonly JsonObject[];
  if (parameters.length > mostOperations)
    throw malformed(`The patch has more than ${mostOperations} operations`);
  return parameters.map((parameter, index) => {
    const at = `Parameters.parameter[${index}]`;
    if (parameter['name'] !== 'operation') throw malformed(`${at} is not named "operation"`);
    return readOperation(partsOf(parameter, at), at);
  });
}

function partsOf(parameter: JsonObject, at: string): Parts {
  const parts = new Map<string, JsonObject>();
  for (const part of (parameter['part'] ?? []) as readonly JsonObject[]) {
    const name = part['name'] as string;
    if (!partNames.has(name)) throw malformed(`${at} has a part that no operation has`);
    if (parts.has(name)) throw malformed(`${at} has the part "${name}" twice`);
    parts.set(name, part);
  }
  return parts;
}

function readOperation(parts: Parts, at: string): FhirPathPatchOperation {
  const type = text(parts, 'type', at);
  const path = readPath(text(parts, 'path', at), at);
  const value = () => {
    const part = parts.get('value');
    if (part === undefined) throw malformed(`${at}: the part "value" is missing`);
    return readPatchValue(part, at);
  };
  switch (type) {
    case 'add':
      return { type, path, name: text(parts, 'name', at), value: value() };
    case 'insert':
      return { type, path, index: whole(parts, 'index', at), value: value() };
    case 'delete':
      return { type, path };
    case 'replace':
      return { type, path, value: value() };
    case 'move':
      return { type, path, source: whole(parts, 'source', at), destination: whole(parts, 'destination', at) };
    default:
      throw malformed(`${at}: the type has to be add, insert, delete, replace or move`);
  }
}

function readPath(path: string, at: string): PatchPath {
  if (path.length > longestPath) throw malformed(`${at}: the path has more than ${longestPath} characters`);
  try {
    return { text: path, expression: parseExpression(path) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw malformed(`${at}: ${error.message}`, error);
  }
}

/** The value of a part, whichever of the types of text it has. */
function text(parts: Parts, name: string, at: string): string {
  const value = valueOf(parts.get(name));
  if (typeof value !== 'string') throw malformed(`${at}: the part "${name}" is missing, or no text`);
  return value;
}

function whole(parts: Parts, name: string, at: string): number {
  const value = valueOf(parts.get(name));
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw malformed(`${at}: the part "${name}" is missing, or no whole number from 0`);
  return value;
}

function valueOf(part: JsonObject | undefined): JsonValue | undefined {
  const member = part && Object.keys(part).find((key) => key.startsWith('value'));
  return member === undefined ? undefined : part?.[member];
}

function malformed(message: string, cause?: unknown): WellspringError {
  return new WellspringError('malformed-patch', message, { cause });
}
