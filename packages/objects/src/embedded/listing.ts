import { fromByteString, toByteString, type ByteString } from './byte-string.js';
import { walkKeys, type WalkRange } from './key-walk.js';
import { readObjectMetadata } from './object-file.js';
import type { ObjectMetadata } from './object-metadata.js';
import type { StoreLayout } from './store-layout.js';

export interface ListRequest {
  readonly prefix?: string;
  /** Keys that go on after the prefix and hold it are given as one common prefix that ends in it. */
  readonly delimiter?: string;
  /** Only what comes after this key or common prefix. */
  readonly after?: string;
  /** At most so many keys and common prefixes together. */
  readonly limit: number;
}

export interface StoredObject {
  readonly key: string;
  readonly metadata: ObjectMetadata;
}

export interface ListPage {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** Where there is more: the last key or common prefix of this page, to be given as `after`. */
  readonly next?: string;
}

/** Files that are opened at a time for their metadata. */
const openAtOnce = 16;

/** One page of a bucket, as ListObjectsV2 gives it. */
export async function listPage(layout: StoreLayout, bucket: string, request: ListRequest): Promise<ListPage> {
  const prefix = toByteString(request.prefix ?? '');
  const delimiter = toByteString(request.delimiter ?? '');
  const after = toByteString(request.after ?? '');
  const range: WalkRange = { prefix, after };
  // A page that ended in a common prefix: everything below it was given with it.
  if (after !== '' && commonPrefix(after, prefix, delimiter) === after) range.skip = after;

  const keys: ByteString[] = [];
  const prefixes: ByteString[] = [];
  let last: ByteString | undefined;
  let more = false;
  if (request.limit > 0)
    for await (const key of walkKeys(layout.objectsFolder(bucket), range)) {
      if (keys.length + prefixes.length === request.limit) {
        more = true;
        break;
      }
      const common = commonPrefix(key, prefix, delimiter);
      if (common === undefined) keys.push(key);
      else {
        prefixes.push(common);
        range.skip = common;
      }
      last = common ?? key;
    }
  return {
    objects: await withMetadata(layout, bucket, keys.map(fromByteString)),
    commonPrefixes: prefixes.map(fromByteString),
    ...(more && last !== undefined && { next: fromByteString(last) }),
  };
}

/** Every object under a prefix, a page's worth of metadata in memory at a time. */
export async function* listAll(
  layout: StoreLayout,
  bucket: string,
  prefix: string,
): AsyncGenerator<StoredObject> {
  let keys: string[] = [];
  for await (const key of walkKeys(layout.objectsFolder(bucket), { prefix: toByteString(prefix) })) {
    keys.push(fromByteString(key));
    if (keys.length < openAtOnce) continue;
    yield* await withMetadata(layout, bucket, keys);
    keys = [];
  }
  yield* await withMetadata(layout, bucket, keys);
}

function commonPrefix(key: ByteString, prefix: ByteString, delimiter: ByteString): ByteString | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

async function withMetadata(
  layout: StoreLayout,
  bucket: string,
  keys: readonly string[],
): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  for (let at = 0; at < keys.length; at += openAtOnce) {
    const some = keys.slice(at, at + openAtOnce);
    const metadata = await Promise.all(
      some.map((key) => readObjectMetadata(layout.objectPath(bucket, key).file)),
    );
    some.forEach((key, index) => {
      const known = metadata[index];
      // Else it was deleted meanwhile.
      if (known) found.push({ key, metadata: known });
    });
  }
  return found;
}
