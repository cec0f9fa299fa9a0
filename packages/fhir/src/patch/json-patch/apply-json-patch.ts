import { WellspringError } from '@wellspring/errors';
import type { JsonPatchOperation, JsonPointer } from '../patch.js';
import type { PatchEffort } from '../patch-effort.js';
import { copyTree, isPatchedObject, type PatchedObject, type PatchedValue } from '../patched-tree.js';
import { pointerText } from './json-pointer.js';
import { isSameJson } from './same-json.js';

/** Where a pointer leads: into an object by a key, or into an array by an index, which may be its end. */
type Target =
  | { readonly in: 'object'; readonly object: PatchedObject; readonly key: string }
  | { readonly in: 'array'; readonly array: PatchedValue[]; readonly index: number };

const arrayIndex = /^(?:0|[1-9]\d{0,9})$/;

/**
 * Applies one operation of a JSON Patch to a tree, in place
 * (https://www.rfc-editor.org/rfc/rfc6902#section-4). Written here, since the libraries there are take numbers for
 * doubles: what they copy or compare loses the digits of decimals.
 *
 * @param root holds the document in its only element, so that it can be replaced, too
 * @throws WellspringError `patch-test-failed`, `patch-not-applicable`, `patch-too-costly`
 */
export function applyJsonPatchOperation(
  root: [PatchedValue],
  operation: JsonPatchOperation,
  effort: PatchEffort,
): void {
  const { op, path } = operation;
  const put = (value: PatchedValue, replacing: boolean): void => {
    effort.place(value, path.length);
    if (path.length === 0) root[0] = value;
    else if (replacing) replaceAt(existing(root, path), value);
    else addAt(targetOf(root, path), value, path);
  };
  switch (op) {
    case 'add':
    case 'replace':
      put(copyTree(operation.value), op === 'replace');
      return;
    case 'remove':
      removeAt(root, path);
      return;
    case 'copy':
      // What is copied is counted before it is.
      effort.place(valueAt(root, operation.from), path.length);
      put(copyTree(valueAt(root, operation.from)), false);
      return;
    case 'move': {
      const { from } = operation;
      const value = valueAt(root, from);
      if (pointerText(from) === pointerText(path)) return;
      removeAt(root, from);
      put(value, false);
      return;
    }
    case 'test': {
      const value = valueAt(root, path, 'patch-test-failed');
      effort.place(operation.value, path.length);
      if (!isSameJson(value, operation.value))
        throw new WellspringError('patch-test-failed', `The test of ${shown(path)} does not hold`);
      return;
    }
    default:
      op satisfies never;
  }
}

function valueAt(
  root: readonly [PatchedValue],
  path: JsonPointer,
  code: 'patch-test-failed' | 'patch-not-applicable' = 'patch-not-applicable',
): PatchedValue {
  let value: PatchedValue | undefined = root[0];
  for (const token of path) {
    if (Array.isArray(value))
      value = arrayIndex.test(token) ? (value as readonly PatchedValue[])[Number(token)] : undefined;
    else value = isPatchedObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
    if (value === undefined) throw new WellspringError(code, `There is nothing at ${shown(path)}`);
  }
  return value;
}

/** The place that a pointer names, whether there is something or not; its parent has to be there. */
function targetOf(root: readonly [PatchedValue], path: JsonPointer): Target {
  const parent = valueAt(root, path.slice(0, -1));
  const token = path.at(-1)!;
  if (isPatchedObject(parent)) return { in: 'object', object: parent, key: token };
  if (Array.isArray(parent)) {
    const array = parent;
    if (token === '-') return { in: 'array', array, index: array.length };
    if (arrayIndex.test(token)) return { in: 'array', array, index: Number(token) };
  }
  throw new WellspringError('patch-not-applicable', `${shown(path)} is no place in an object or array`);
}

function existing(root: readonly [PatchedValue], path: JsonPointer): Target {
  valueAt(root, path);
  return targetOf(root, path);
}

function addAt(target: Target, value: PatchedValue, path: JsonPointer): void {
  if (target.in === 'object') {
    target.object[target.key] = value;
    return;
  }
  if (target.index > target.array.length)
    throw new WellspringError('patch-not-applicable', `${shown(path)} is beyond the end of the array`);
  target.array.splice(target.index, 0, value);
}

function replaceAt(target: Target, value: PatchedValue): void {
  if (target.in === 'object') target.object[target.key] = value;
  else target.array[target.index] = value;
}

function removeAt(root: readonly [PatchedValue], path: JsonPointer): void {
  if (path.length === 0)
    throw new WellspringError('patch-not-applicable', 'The whole resource cannot be removed by a patch');
  const target = existing(root, path);
  if (target.in === 'object') Reflect.deleteProperty(target.object, target.key);
  else target.array.splice(target.index, 1);
}

function shown(path: JsonPointer): string {
  return JSON.stringify(pointerText(path).slice(0, 200));
}
