import type { ParsedResource, ResourceValidator, SearchParameters, SearchQuery } from '@wellspring/fhir';
import type { AsyncTransactions } from './async/async-transactions.js';
import type { ChangesOptions, ChangesPage } from './changes/read-changes.js';
import type pg from 'pg';
import type { StoreConformance } from './conformance/store-conformance.js';
import type { Packages } from './fhir-packages/packages.js';
import type { ParameterIndex } from './parameters/parameter-index.js';
import type { Snapshot, SnapshotOptions } from './read/export-snapshot.js';
import type { CompartmentPage, CompartmentQuery } from './read/compartment/compartment-query.js';
import type { HistoryOptions, HistoryPage } from './read/history-version.js';
import type { QualityReports } from './quality/quality-reports.js';
import type { SomeResources } from './read/read-some.js';
import type { StoredVersion } from './read/stored-version.js';
import type { DeletedResource, DeletedResourcesOptions } from './read/deleted-resources.js';
import type { SearchPage } from './search/search.js';
import type { LoadedCodeSystems } from './terminology/loaded-code-systems.js';
import type { UnitOptions, WriteUnit } from './unit/write-unit.js';
import type { ChangeManyOptions, DecidedOutcome } from './write/change-many.js';
import type { EraseVersionOutcome } from './write/erase.js';
import type { DeleteOutcome, UpdateOutcome } from './write/write-outcome.js';

/** An `If-Match`: the write takes place only where this is the current version's number. */
export interface WriteOptions {
  readonly ifMatch?: number;
}

/** The name of a resource within its data store. */
export interface ResourceKey {
  readonly type: string;
  readonly id: string;
}

/**
 * One data store: its resources, their versions, and search over them. A write is searchable when its
 * promise resolves.
 *
 * Every method may throw WellspringError `database-unavailable`, or `data-store-not-active` where the
 * store was deleted meanwhile.
 */
export interface DataStore {
  readonly id: string;
  /** Reports on the quality of its data. */
  readonly qualityReports: QualityReports;
  /** Transactions in the background. */
  readonly asyncTransactions: AsyncTransactions;
  /** Its profiles, value sets, code systems and concept maps, those of its packages and of the specification. */
  readonly conformance: StoreConformance;
  /** Validates by all of them. */
  readonly validator: ResourceValidator;
  /** Implementation guides that were added to it. */
  readonly packages: Packages;
  /** The index of its own search parameters. */
  readonly parameterIndex: ParameterIndex;
  /** The search parameters that it has at this moment: what a search is to be read by (`parseSearch`). */
  searchParameters(): SearchParameters;
  /** Code systems too large for a resource. */
  readonly codeSystems: LoadedCodeSystems;
  /**
   * Stores a new resource under a UUID of the server's; an id in the body is not used.
   *
   * @example
   * const { id, version } = await store.create(parsed); // '0b4e...', 1
   */
  create(resource: ParsedResource): Promise<StoredVersion>;
  /**
   * Stores a new version of the resource `id`, or the resource itself where there is none, or a deleted
   * one (`created`). With `ifMatch`, only over that version: else `version-conflict` with the number of
   * the current one (undefined: there is none).
   *
   * @throws WellspringError `write-conflict` where others were faster time and again
   */
  update(resource: ParsedResource, id: string, options?: WriteOptions): Promise<UpdateOutcome>;
  /** Deletes a resource, as a version without a body; its history stays. */
  delete(type: string, id: string, options?: WriteOptions): Promise<DeleteOutcome>;
  /**
   * Does work as a whole or not at all: all that `work` reads and writes by the unit is in one database
   * transaction, committed when its promise resolves and rolled back when it rejects. It is begun anew
   * where it lost to others (serialisation failures, deadlocks, decisions that no longer hold), so it must
   * have no other effects.
   *
   * @param options `snapshot`: for work that only reads, all of it as it is at one moment
   * @throws WellspringError `write-conflict` where it lost time and again; what `work` throws
   * @example
   * await store.transaction(async (unit) => {
   *   await unit.lock(['Patient?identifier=x']);
   *   const { matches } = await unit.store.search(query);
   *   if (matches.length === 0) await unit.write([{ kind: 'create', resource, id: newResourceId() }]);
   * });
   */
  transaction<T>(work: (unit: WriteUnit) => Promise<T>, options?: UnitOptions): Promise<T>;
  /** The current version; of a deleted resource the one that deleted it, without a body. */
  read(type: string, id: string): Promise<StoredVersion | undefined>;
  /**
   * The current versions of resources, in the order of their keys; what is deleted, or was never there, is left
   * out. It is the first of them, 16 MiB together, but one in any case: whoever does not know how large they are
   * asks for the rest when these are dealt with. 1,000 keys at most.
   */
  readSome(keys: readonly ResourceKey[]): Promise<SomeResources>;
  /** One version, by its number. */
  vread(type: string, id: string, version: number): Promise<StoredVersion | undefined>;
  /**
   * A resource's versions, newest first.
   *
   * @returns undefined where there never was such a resource
   * @throws WellspringError `invalid-cursor`
   */
  history(type: string, id: string, options: HistoryOptions): Promise<HistoryPage | undefined>;
  /**
   * A page of the changes of the data store: every version of every resource, each once, in the order of
   * their version ids, so those of one resource by number. A change is there when no older one can come any more.
   *
   * @throws WellspringError `invalid-cursor`, `changes-unsettled` (of `now` only)
   * @example
   * let { next } = await store.changes({ since: 'now', count: 100 });
   * for (;;) {
   *   const page = await store.changes({ since: next, count: 100, waitMs: 30_000, signal });
   *   page.changes.forEach(handle);
   *   next = page.next;
   * }
   */
  changes(options: ChangesOptions): Promise<ChangesPage>;
  /**
   * The versions of all resources of a type, or of all types, newest first; they are not counted.
   *
   * @throws WellspringError `invalid-cursor`, `too-costly`
   */
  historyOfMany(type: string | undefined, options: HistoryOptions): Promise<HistoryPage>;
  /**
   * A page of the resources that match, in the query's order. `next` goes into the next query's
   * `cursor`. While resources are written, those that did not change are neither skipped nor repeated.
   *
   * @throws WellspringError `invalid-cursor`, `too-costly`, `search-not-supported`
   * @example
   * const parsed = parseSearch('Observation', [['code', 'http://loinc.org|8302-2']], { strict: false });
   * if (parsed.ok) for (const { body } of (await store.search(parsed.query)).matches) send(body);
   */
  search(query: SearchQuery): Promise<SearchPage>;
  /**
   * A page of all resources of a compartment, whatever their types, in the order of type names and ids. While
   * resources are written, those that stay are neither skipped nor repeated.
   *
   * @throws WellspringError `too-costly`
   */
  compartment(query: CompartmentQuery): Promise<CompartmentPage>;
  /** Seals a place in a list, so that a client can bring it back but not make one up. */
  sealPlace(list: string, place: string): string;
  /**
   * The place that was sealed for the same list.
   *
   * @throws WellspringError `invalid-cursor`
   */
  openPlace(list: string, cursor: string): string;
  /**
   * Hides a cursor of this data store from its client, be it that it is a place behind a resource that the client
   * does not see: it tells of it neither when nor whether it is there.
   */
  hidePlace(place: string): string;
  /**
   * The cursor that was hidden.
   *
   * @throws WellspringError `invalid-cursor`
   */
  showPlace(hidden: string): string;
  /** All current resources as they are at this moment, type by type; the caller closes it. */
  exportSnapshot(options?: SnapshotOptions): Promise<Snapshot>;
  /**
   * Changes several resources in one transaction: deletes, erases or replaces each as `decide` says once it is
   * locked, or leaves it. Either all is done when the promise resolves, or nothing.
   *
   * @param keys a few hundred at most
   * @param inTransaction called before COMMIT, on its connection; again where the transaction is
   * @returns an outcome for each key, in their order, or, where their bodies are too much for one transaction, for
   *   the first of them: one at least
   * @throws WellspringError `write-conflict`
   * @example
   * const keys = [{ type: 'Patient', id: 'p1' }];
   * await store.changeMany(keys, { decide: () => ({ kind: 'erase' }) }, async () => {});
   */
  changeMany(
    keys: readonly ResourceKey[],
    options: ChangeManyOptions,
    inTransaction: (client: pg.PoolClient, outcomes: readonly DecidedOutcome[]) => Promise<void>,
  ): Promise<readonly DecidedOutcome[]>;
  /**
   * Removes one version of a resource that was replaced, for good. The current one stays (`current`).
   *
   * @param inTransaction as in `changeMany`
   */
  eraseVersion(
    type: string,
    id: string,
    version: number,
    inTransaction: (client: pg.PoolClient, outcome: EraseVersionOutcome) => Promise<void>,
  ): Promise<EraseVersionOutcome>;
  /** Resources that are deleted and still have their versions, in the order in which they were deleted. */
  deletedResources(options: DeletedResourcesOptions): Promise<readonly DeletedResource[]>;
  /**
   * Has the database count what its tables hold and note which pages are the same for everyone, as it does by
   * itself in time; after a large import it pays to have it done at once: plans depend on the one, and that
   * the newest rows are read from an index alone on the other.
   */
  analyze(): Promise<void>;
}
