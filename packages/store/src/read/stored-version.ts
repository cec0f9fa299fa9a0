import { spliceVersion } from '@wellspring/fhir';
import { decodedForNow } from '../body/body-codec.js';
import { lastUpdatedOf } from '../clock/version-clock.js';
import { typeName } from '../rows/type-number.js';

export type VersionMethod = 'create' | 'update' | 'delete';

/** One version of a resource. */
export interface StoredVersion {
  readonly type: string;
  readonly id: string;
  /** 1, 2, 3 ...: `meta.versionId` and the ETag. */
  readonly version: number;
  /** Names the version in the whole database, and orders it by its time. */
  readonly vid: bigint;
  /** ISO 8601 in UTC, to the millisecond. */
  readonly lastUpdated: string;
  /** What made the version: POST, PUT (import too) or DELETE. */
  readonly method: VersionMethod;
  /** The JSON to send, `meta.versionId` and `meta.lastUpdated` in it; absent for a delete. */
  readonly body?: Buffer;
}

/** `version.method`; frozen, since databases hold these numbers. */
export const methodNumber = { create: 1, update: 2, delete: 3 } as const satisfies Record<
  VersionMethod,
  number
>;

const methodNames: Readonly<Record<number, VersionMethod>> = { 1: 'create', 2: 'update', 3: 'delete' };

/** A row of the table `version`. */
export interface VersionRow {
  readonly vid: bigint;
  readonly type: number;
  readonly id: string;
  readonly version: number;
  readonly method: number;
  readonly body: Buffer | null;
}

/** The columns of {@link VersionRow}, of the table alias `v`. */
export const versionColumns = 'v.vid, v.type, v.id, v.version, v.method, v.body';

/** A version as its row has it. */
export function storedVersion(row: VersionRow): StoredVersion {
  const method = methodNames[row.method];
  if (method === undefined) throw new RangeError(`A version has the unknown method ${row.method}`);
  return describeVersion(
    typeName(row.type),
    row.id,
    row.version,
    row.vid,
    method,
    row.body === null ? undefined : decodedForNow(row.body),
  );
}

/** @param json the resource as it is stored, without versionId and lastUpdated */
export function describeVersion(
  type: string,
  id: string,
  version: number,
  vid: bigint,
  method: VersionMethod,
  json: Buffer | undefined,
): StoredVersion {
  const lastUpdated = lastUpdatedOf(vid);
  if (json === undefined) return { type, id, version, vid, lastUpdated, method };
  const body = spliceVersion(json, type, id, version, lastUpdated);
  return { type, id, version, vid, lastUpdated, method, body };
}
