import type { ParsedResource } from '@wellspring/fhir';
import type { DataStore, ResourceKey } from '../data-store.js';
import type { StoredVersion } from '../read/stored-version.js';

/** What a write takes for granted; where it is not so, nothing is written. */
export interface Expectation {
  /** `If-Match`: the number of the current version. */
  readonly ifMatch?: number | undefined;
  /** `If-None-Match: *`: that there is no such resource, or a deleted one. */
  readonly ifAbsent?: boolean | undefined;
  /**
   * The version that the decision to write was made on, by a search before. Where it is not the current one
   * any more the unit of work is begun anew, since the decision may be another now.
   */
  readonly ifCurrent?: bigint | undefined;
}

/** One resource to create, to update (be it for the first time), or to delete. */
export type Change =
  | {
      readonly kind: 'create' | 'update';
      readonly resource: ParsedResource;
      /** For a create one that nobody has: a UUID of this server's (`newResourceId`). */
      readonly id: string;
      readonly expected?: Expectation;
    }
  | { readonly kind: 'delete'; readonly key: ResourceKey; readonly expected?: Expectation };

/** What became of a change. */
export type ChangeOutcome =
  | {
      readonly outcome: 'created' | 'updated' | 'deleted' | 'already-deleted';
      readonly version: WrittenVersion;
    }
  | { readonly outcome: 'not-found' };

/** A version without its body. */
export type WrittenVersion = Omit<StoredVersion, 'body'>;

/** A change whose expectation was not met. */
export interface FailedExpectation {
  /** Its place among the changes. */
  readonly index: number;
  readonly expected: 'if-match' | 'if-absent';
  /** The number of the current version; undefined: there is none. */
  readonly current: number | undefined;
}

/** What `write` did: all of it, or nothing. */
export type WriteReport =
  | { readonly written: true; readonly outcomes: readonly ChangeOutcome[] }
  | { readonly written: false; readonly failed: readonly FailedExpectation[] };

/** How a unit of work is done. */
export interface UnitOptions {
  /** It reads only, and sees nothing that is committed after it began: no half of another unit. */
  readonly snapshot?: boolean;
}

/** Work on a data store that is done as a whole or not at all. */
export interface WriteUnit {
  /** The data store as it is within the unit: it sees what the unit wrote, and nobody else does. */
  readonly store: DataStore;
  /**
   * Waits until no other unit holds one of these names, and holds them to the unit's end. What a unit reads
   * after that was committed by those before it. To be called once, before anything is written: names are
   * taken in one order, so that no two units wait for each other.
   */
  lock(names: readonly string[]): Promise<void>;
  /**
   * Writes many resources in few statements. They are locked first, in one order for everyone; so it is to
   * be called once, with all changes, each of another resource.
   *
   * @throws RangeError where two changes are of one resource
   */
  write(changes: readonly Change[]): Promise<WriteReport>;
  /**
   * Notes that a key stands for the creation of a resource, for as long as `hours`.
   *
   * @param key a UUID, `x-amz-fhir-idempotency-key`
   * @returns the resource that it stands for already
   */
  claimKey(key: string, created: ResourceKey, hours: number): Promise<ResourceKey | undefined>;
}
