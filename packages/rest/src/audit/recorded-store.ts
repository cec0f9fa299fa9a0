import type { CallRecord, RecordedChange } from '@wellspring/http';
import type { ChangeOutcome, DataStore, StoredVersion, WriteUnit } from '@wellspring/store';

/**
 * A data store that notes for the audit trail what a request writes into it, by whichever way. What is rolled back is
 * not noted.
 */
export function recordedStore(store: DataStore, record: CallRecord): DataStore {
  const note = ({ type, id, version }: Named, change: RecordedChange['change']): void => {
    record.changes.push({ resourceType: type, id, version, change });
  };
  const writes: Pick<DataStore, 'create' | 'update' | 'delete' | 'transaction'> = {
    create: async (resource) => {
      const version = await store.create(resource);
      note(version, 'created');
      return version;
    },
    update: async (resource, id, options) => {
      const result = await store.update(resource, id, options);
      if (result.outcome !== 'version-conflict') note(result.version, result.outcome);
      return result;
    },
    delete: async (type, id, options) => {
      const result = await store.delete(type, id, options);
      if (result.outcome === 'deleted') note(result.version, 'deleted');
      return result;
    },
    transaction: async (work, options) => {
      let outcomes: ChangeOutcome[] = [];
      const result = await store.transaction((unit) => {
        // It may be begun anew: only what it did last took place.
        outcomes = [];
        return work(telling(unit, outcomes));
      }, options);
      for (const each of outcomes)
        if (each.outcome !== 'not-found' && each.outcome !== 'already-deleted')
          note(each.version, each.outcome);
      return result;
    },
  };
  // Before the store, not a copy of it: what the bearer of a token may not ask for throws when it is looked at.
  return Object.assign(Object.create(store) as DataStore, writes);
}

type Named = Pick<StoredVersion, 'type' | 'id' | 'version'>;

function telling(unit: WriteUnit, outcomes: ChangeOutcome[]): WriteUnit {
  return {
    ...unit,
    write: async (changes) => {
      const report = await unit.write(changes);
      if (report.written) outcomes.push(...report.outcomes);
      return report;
    },
  };
}
