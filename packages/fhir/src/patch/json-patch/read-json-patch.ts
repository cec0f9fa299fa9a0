import { WellspringError } from '@wellspring/errors';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { mostOperations } from '../patch-effort.js';
import type { JsonPatchOperation, JsonPointer } from '../patch.js';
import { isPatchedObject } from '../patched-tree.js';
import { readPointer } from './json-pointer.js';

/**
 * Reads the operations of a JSON Patch document, of which there may be none. Members that an operation does not
 * define are passed over (https://www.rfc-editor.org/rfc/rfc6902#section-4).
 *
 * @throws WellspringError `malformed-patch`, which names the operation
 */
export function readJsonPatch(document: JsonValue): readonly JsonPatchOperation[] {
  if (!Array.isArray(document)) throw malformed('A JSON Patch is an array of operations');
  const operations = document as readonly JsonValue[];
  if (operations.length > mostOperations)
    throw malformed(`The patch has more than ${mostOperations} operations`);
  return operations.map((operation, index) => {
    if (!isPatchedObject(operation)) throw malformed(`[${index}] is no object`);
    return readOperation(operation, `[${index}]`);
  });
}

function readOperation(operation: JsonObject, at: string): JsonPatchOperation {
  const { value } = operation;
  const op = operation['op'] as JsonPatchOperation['op'];
  const pointer = (member: 'path' | 'from'): JsonPointer => {
    const text = operation[member];
    if (typeof text !== 'string') throw malformed(`${at}.${member} has to be a JSON Pointer`);
    return readPointer(text, `${at}.${member}`);
  };
  switch (op) {
    case 'add':
    case 'replace':
    case 'test':
      if (value === undefined) throw malformed(`${at}.value is missing`);
      return { op, path: pointer('path'), value };
    case 'remove':
      return { op, path: pointer('path') };
    case 'move':
    case 'copy': {
      const [from, path] = [pointer('from'), pointer('path')];
      // "The "from" location MUST NOT be a proper prefix of the "path" location" (RFC 6902 4.4).
      if (op === 'move' && from.length < path.length && from.every((token, level) => token === path[level]))
        throw malformed(`${at} moves a value into itself`);
      return { op, from, path };
    }
    default:
      op satisfies never;
      throw malformed(`${at}.op has to be add, remove, replace, move, copy or test`);
  }
}

function malformed(message: string): WellspringError {
  return new WellspringError('malformed-patch', message);
}
