import type { ParsedResource } from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import type { IndexedParameters } from '../parameters/indexed-parameters.js';
import { methodNumber } from '../read/stored-version.js';
import { CopyBuffer } from '../rows/copy-buffer.js';
import { createCopyRows, type CopyRows } from '../rows/copy-rows.js';
import { writeIndexRows } from '../rows/index-rows.js';
import { resourceRows, type Indexing } from '../rows/resource-rows.js';

/** One resource to write, under its id. */
export interface BatchEntry {
  readonly resource: ParsedResource;
  readonly id: string;
  /** What its version is said to have been made by. */
  readonly method: 'create' | 'update';
}

/** Resources ready to be written together: their rows are made, but for version ids and numbers. */
export interface PreparedBatch {
  /** The search parameters that it was made by: where these change, it is made anew. */
  readonly parameters: IndexedParameters;
  readonly resources: readonly PreparedResource[];
  /** Rows of the table `version`, one for each resource, in order. */
  readonly versions: CopyBuffer;
  /** Where in `versions` a resource's version id and version number are set: two places each. */
  readonly versionPlaces: Int32Array;
  readonly index: CopyRows;
  /** The first resource of each (type, id), by which the batch is locked and written: sorted. */
  readonly order: readonly number[];
}

export interface PreparedResource {
  readonly type: string;
  readonly typeNumber: number;
  readonly id: string;
  readonly self: Hash64;
  part: number;
  /** As in `ResourceRows`. */
  readonly guests: readonly Hash64[];
  /** The next of the batch with the same type and id, which replaces this one at once. */
  next: number | undefined;
}

export const versionCopyColumns = 'vid, self, part, version, type, method, id, body';

/**
 * Does all that needs no database: extracts, hashes, compresses and lays out the rows for COPY. Of
 * several resources with the same type and id only the last is indexed; the others are its history.
 */
export function prepareBatch(entries: readonly BatchEntry[], indexing: Indexing): PreparedBatch {
  const { term, parameters, distribution } = indexing;
  const prepared: PreparedResource[] = [];
  const versions = new CopyBuffer(8);
  const versionPlaces = new Int32Array(entries.length * 2);
  const partPlaces = new Int32Array(entries.length);
  const index = createCopyRows();
  const lastOf = lastOccurrences(entries);
  const latest = new Map<string, number>();
  const firsts: number[] = [];

  entries.forEach(({ resource, id, method }, ordinal) => {
    const key = `${resource.type}/${id}`;
    const rows = resourceRows(resource, id, indexing);
    const { type, typeNumber, part, guests, self, body } = rows;
    prepared.push({ type, typeNumber, id, self, part, guests, next: undefined });
    const earlier = latest.get(key);
    if (earlier === undefined) firsts.push(ordinal);
    else prepared[earlier]!.next = ordinal;
    latest.set(key, ordinal);

    versions.row();
    versionPlaces[ordinal * 2] = versions.int8(0, 0);
    versions.hash(self);
    partPlaces[ordinal] = versions.int4(part);
    versionPlaces[ordinal * 2 + 1] = versions.int4(0);
    versions.int2(typeNumber);
    versions.int2(methodNumber[method]);
    versions.text(id);
    versions.bytea(body);

    if (lastOf.get(key) === ordinal) {
      index.begin(ordinal, part);
      writeIndexRows(type, rows.content.values, rows.content.words, term, parameters.written, index);
    }
  });
  // Distributed, all of a resource lies where its latest version does.
  if (distribution !== undefined)
    for (const first of firsts) {
      const { part } = prepared[lastOf.get(`${prepared[first]!.type}/${prepared[first]!.id}`)!]!;
      for (let at: number | undefined = first; at !== undefined; at = prepared[at]!.next) {
        prepared[at]!.part = part;
        versions.setInt4(partPlaces[at]!, part);
      }
    }
  // One order for everyone, so that two batches that share resources never wait for each other in turn.
  firsts.sort((left, right) => compare(prepared[left]!, prepared[right]!));
  // Version ids rise in the order of the batch, ids have none.
  index.scatterTokens(
    firsts.map((first) => lastOfChain(prepared, first)),
    entries.length,
  );
  return { parameters, resources: prepared, versions, versionPlaces, index, order: firsts };
}

/** The last of the batch with the type and id of the first, which is the one that is indexed. */
function lastOfChain(prepared: readonly PreparedResource[], first: number): number {
  let ordinal = first;
  for (let next = prepared[first]!.next; next !== undefined; next = prepared[next]!.next) ordinal = next;
  return ordinal;
}

function lastOccurrences(entries: readonly BatchEntry[]): ReadonlyMap<string, number> {
  return new Map(entries.map(({ resource, id }, ordinal) => [`${resource.type}/${id}`, ordinal]));
}

/** The order of `resource`'s key: ids are ASCII, so JavaScript's order is that of COLLATE "C". */
function compare(left: PreparedResource, right: PreparedResource): number {
  if (left.id !== right.id) return left.id < right.id ? -1 : 1;
  return left.typeNumber - right.typeNumber;
}
