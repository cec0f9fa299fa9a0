import { isResourceId } from '../definitions/resource-id.js';
import { compactJson } from './compact-json.js';
import { outlineJson } from './json-outline.js';
import type { JsonObject } from './json-value.js';

/** What the server itself writes into meta. */
const serverOwned: ReadonlySet<string> = new Set(['versionId', '_versionId', 'lastUpdated', '_lastUpdated']);

const backslash = 0x5c;

function keyAt(bytes: Buffer, start: number, end: number): string {
  const key = bytes.toString('utf8', start + 1, end - 1);
  return key.includes('\\') ? (JSON.parse(`"${key}"`) as string) : key;
}

/** Whether a key may be one of those that have a place of their own: most are not, and need no text made of them. */
function mayBeOwnPlace(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start - 2;
  if (length === 'id'.length || length === 'meta'.length || length === 'resourceType'.length) return true;
  for (let at = start + 1; at < end; at++) if (bytes[at] === backslash) return true;
  return false;
}

function hasServerOwned(meta: JsonObject): boolean {
  for (const key in meta) if (serverOwned.has(key)) return true;
  return false;
}

/** `meta` as it stands in the text, less what the server owns. */
function keptMeta(bytes: Buffer, start: number, end: number): Buffer {
  const { places } = outlineJson(bytes, Infinity, start, end);
  const kept: string[] = [];
  for (let i = 0; i < places.length; i += 3) {
    if (!serverOwned.has(keyAt(bytes, places[i]!, places[i + 1]!))) {
      kept.push(bytes.toString('utf8', places[i], places[i + 2]));
    }
  }
  return Buffer.from(`{${kept.join(',')}}`);
}

/** Well-formed text of one resource with unique keys, and what is already known of it. */
export interface ResourceText {
  readonly bytes: Buffer;
  /** Of the outermost object; only right where the text is compact. */
  readonly places: readonly number[];
  readonly isCompact: boolean;
  readonly type: string;
  readonly meta: JsonObject | undefined;
}

/**
 * The text to store: `ParsedResource.stored` says its form. Bytes are copied in runs, never
 * decoded and encoded again, so every digit and escape stays as it was sent.
 * @throws RangeError if `id` is not a FHIR id.
 */
export function storedForm(text: ResourceText, id: string): Buffer {
  if (!isResourceId(id)) throw new RangeError('not a FHIR id');
  const bytes = text.isCompact ? text.bytes : compactJson(text.bytes);
  const places = text.isCompact ? text.places : outlineJson(bytes, Infinity).places;

  let meta: Buffer | undefined;
  const runs: number[] = [];
  let length = 0;
  for (let i = 0; i < places.length; i += 3) {
    const start = places[i]!;
    const colon = places[i + 1]!;
    const end = places[i + 2]!;
    const key = mayBeOwnPlace(bytes, start, colon) ? keyAt(bytes, start, colon) : undefined;
    if (key === 'meta') {
      meta =
        text.meta !== undefined && hasServerOwned(text.meta)
          ? keptMeta(bytes, colon + 1, end)
          : bytes.subarray(colon + 1, end);
    } else if (key !== 'resourceType' && key !== 'id') {
      // Each run begins with the comma before it (or the brace, overwritten below).
      length += end - start + 1;
      if (runs.at(-1) === start - 1) runs[runs.length - 1] = end;
      else runs.push(start - 1, end);
    }
  }

  const head = `{"resourceType":"${text.type}","id":"${id}","meta":`;
  const metaLength = meta?.length ?? 2;
  const stored = Buffer.allocUnsafe(head.length + metaLength + length + 1);
  let at = stored.write(head, 0, 'latin1');
  at += meta === undefined ? stored.write('{}', at, 'latin1') : meta.copy(stored, at);
  for (let i = 0; i < runs.length; i += 2) {
    const from = at;
    at += bytes.copy(stored, at, runs[i], runs[i + 1]);
    stored[from] = 0x2c;
  }
  stored[at] = 0x7d;
  return stored;
}
