import { opendir } from 'node:fs/promises';
import path from 'node:path';
import { type ByteString } from './byte-string.js';
import { isErrno } from './durable-folder.js';
import { readName, type PathEntry } from './key-path.js';

/** What a walk has to meet. `skip` may be changed while it goes on: it is looked at before each step. */
export interface WalkRange {
  /** Only keys that start with it. */
  readonly prefix?: ByteString;
  /** Only keys that come after it. */
  readonly after?: ByteString;
  /** No keys that start with it. */
  skip?: ByteString;
}

interface Step {
  readonly path: string;
  readonly kind: PathEntry['kind'];
  /** The key of an object; of a folder what all keys below it start with. */
  readonly bytes: ByteString;
}

/**
 * The keys below a folder of objects in the order of their UTF-8 bytes. A folder's names are read
 * and sorted when the walk comes to it, so memory holds the names of one folder at each level, not
 * of the bucket; folders outside the range are not opened. What changes meanwhile may be met or not;
 * every key that stays is met once.
 */
export async function* walkKeys(folder: string, range: WalkRange = {}): AsyncGenerator<ByteString> {
  // A stack of what is still to come, the next on top: keys may nest a thousand folders deep.
  const stack = await stepsBelow(folder, '', range);
  for (let step = stack.pop(); step; step = stack.pop()) {
    if (!isWithin(step, range)) continue;
    if (step.kind === 'object') yield step.bytes;
    else for (const below of await stepsBelow(step.path, step.bytes, range)) stack.push(below);
  }
}

/** The entries of a folder that can lead to keys in the range, last first. */
async function stepsBelow(folder: string, before: ByteString, range: WalkRange): Promise<Step[]> {
  const steps: Step[] = [];
  try {
    for await (const found of await opendir(folder, { bufferSize: 512 })) {
      const entry = readName(found.name);
      if (!entry) continue;
      // Symbolic links are neither, and so never followed.
      if (entry.kind === 'object' ? !found.isFile() : !found.isDirectory()) continue;
      const bytes = before + entry.bytes + (entry.kind === 'folder' ? '/' : '');
      const step = { path: path.join(folder, found.name), kind: entry.kind, bytes };
      if (isWithin(step, range)) steps.push(step);
    }
  } catch (error) {
    // Its last object was deleted meanwhile.
    if (!isErrno(error, 'ENOENT')) throw error;
  }
  return steps.sort((one, other) => (one.bytes < other.bytes ? 1 : -1));
}

function isWithin({ kind, bytes }: Step, { prefix = '', after = '', skip }: WalkRange): boolean {
  if (skip !== undefined && bytes.startsWith(skip)) return false;
  if (kind === 'object') return bytes.startsWith(prefix) && bytes > after;
  return (bytes.startsWith(prefix) || prefix.startsWith(bytes)) && (bytes > after || after.startsWith(bytes));
}
