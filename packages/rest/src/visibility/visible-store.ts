import { compartmentTypes, type Condition } from '@wellspring/fhir';
import {
  newResourceId,
  type Change,
  type CompartmentQuery,
  type DataStore,
  type WriteReport,
  type WriteUnit,
} from '@wellspring/store';
import type { ScopeInteraction } from '@wellspring/smart';
import { withBody } from '../interactions/with-body.js';
import { insufficientScope } from './insufficient-scope.js';
import type { Permissions } from './permissions.js';
import { restrictedChanges } from './restricted-changes.js';
import { restrictedHistory, restrictedHistoryOfMany } from './restricted-history.js';
import { restrictedSearch } from './restricted-search.js';
import { ownKey, restrictedWrite } from './restricted-writes.js';
import { conditionOf } from './right.js';
import { seenVersions } from './seen-versions.js';

/**
 * A data store as the bearer of a grant sees it: what they may not see is not there, in none of its answers. What is
 * neither reading nor writing of resources is refused; who needs that asks `requireScopes` for the whole data store.
 *
 * @param store all of it
 */
export function visibleStore(store: DataStore, permissions: Permissions): DataStore {
  const seen = () => seenVersions(store, permissions);
  const isOpen = (type: string, letter: ScopeInteraction): boolean =>
    permissions.right(type, [letter]) === 'all';
  const closed = (): never => {
    throw insufficientScope();
  };
  const writeOne = async (change: Change): Promise<WriteReport> =>
    store.transaction((unit) => restrictedWrite(unit, permissions, [change]));

  return {
    id: store.id,
    // What data has to be like is no resource that is read here.
    conformance: store.conformance,
    validator: store.validator,
    parameterIndex: store.parameterIndex,
    searchParameters: () => store.searchParameters(),
    // Each says itself whose it is.
    asyncTransactions: store.asyncTransactions,
    sealPlace: (list, place) => store.sealPlace(list, place),
    openPlace: (list, cursor) => store.openPlace(list, cursor),
    hidePlace: (place) => store.hidePlace(place),
    showPlace: (hidden) => store.showPlace(hidden),

    async read(type, id) {
      const version = await store.read(type, id);
      return version !== undefined && (await seen().sees(version, 'r')) ? version : undefined;
    },
    async vread(type, id, number) {
      const version = await store.vread(type, id, number);
      return version !== undefined && (await seen().sees(version, 'r')) ? version : undefined;
    },
    async readSome(keys) {
      const readable = keys.filter(({ type }) => permissions.right(type, ['r']) !== 'none');
      const { versions, rest } = await store.readSome(readable);
      const { sees } = seen();
      const kept = [];
      for (const version of versions) if (await sees(version, 'r')) kept.push(version);
      // What callers count on: the last of the keys that they asked for.
      const [next] = rest;
      return { versions: kept, rest: next === undefined ? [] : keys.slice(keys.indexOf(next)) };
    },
    history: (type, id, options) =>
      isOpen(type, 'r')
        ? store.history(type, id, options)
        : restrictedHistory(store, seen(), type, id, options),
    historyOfMany: (type, options) =>
      type !== undefined && isOpen(type, 's')
        ? store.historyOfMany(type, options)
        : restrictedHistoryOfMany(store, seen(), type, options),
    changes: (options) => restrictedChanges(store, permissions, seen(), options),
    search: (query) => restrictedSearch(store, permissions, query),
    compartment: (query) => store.compartment(restrictedCompartment(query, permissions)),

    async create(resource) {
      if (isOpen(resource.type, 'c')) return store.create(resource);
      // A Patient in nobody's compartment but its own: an id that is not its own tells so.
      const id = newResourceId();
      const report = await writeOne({ kind: 'create', resource, id });
      const [written] = report.written ? report.outcomes : [];
      if (written?.outcome !== 'created') throw new Error('A create without conditions was not carried out');
      return withBody(written.version, resource);
    },
    async update(resource, id, options = {}) {
      if (isOpen(resource.type, 'u')) return store.update(resource, id, options);
      const report = await writeOne({ kind: 'update', resource, id, expected: options });
      if (!report.written) return { outcome: 'version-conflict', current: report.failed[0]?.current };
      const [written] = report.outcomes;
      if (written?.outcome !== 'created' && written?.outcome !== 'updated')
        throw new Error('An update was not carried out');
      return { outcome: written.outcome, version: withBody(written.version, resource) };
    },
    async delete(type, id, options = {}) {
      if (isOpen(type, 'd')) return store.delete(type, id, options);
      const report = await writeOne({ kind: 'delete', key: { type, id }, expected: options });
      if (!report.written) return { outcome: 'version-conflict', current: report.failed[0]?.current };
      const [deleted] = report.outcomes;
      if (deleted?.outcome === 'deleted' || deleted?.outcome === 'already-deleted')
        return { outcome: deleted.outcome, version: deleted.version };
      return { outcome: 'not-found' };
    },
    transaction: (work, options) =>
      store.transaction((unit) => work(visibleUnit(unit, permissions)), options),

    get packages() {
      return closed();
    },
    get codeSystems() {
      return closed();
    },
    get qualityReports() {
      return closed();
    },
    exportSnapshot: () => Promise.reject(insufficientScope()),
    changeMany: () => Promise.reject(insufficientScope()),
    eraseVersion: () => Promise.reject(insufficientScope()),
    deletedResources: () => Promise.reject(insufficientScope()),
    analyze: () => Promise.reject(insufficientScope()),
  };
}

/** A unit of work as the bearer sees it. */
function visibleUnit(unit: WriteUnit, permissions: Permissions): WriteUnit {
  return {
    store: visibleStore(unit.store, permissions),
    lock: (names) => unit.lock(names),
    write: (changes) => restrictedWrite(unit, permissions, changes),
    claimKey: (key, created, hours) => unit.claimKey(ownKey(permissions, key), created, hours),
  };
}

/** To list what is in a compartment is to search for it and to read it. */
function restrictedCompartment(query: CompartmentQuery, permissions: Permissions): CompartmentQuery {
  const visible = new Map<string, Condition>();
  const types: string[] = [];
  for (const type of query.types ?? compartmentTypes(query.compartment)) {
    const right = permissions.right(type, ['r', 's']);
    if (right === 'none') continue;
    types.push(type);
    const condition = conditionOf(right);
    if (condition !== undefined) visible.set(type, condition);
  }
  return { ...query, types, visible };
}
