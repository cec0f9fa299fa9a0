import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import { addPackage } from './add-package.js';
import { readyPackages, recordOf, removePackage, resourcesOfPackages } from './package-table.js';
import type { Packages } from './packages.js';

/** Packages that are added to one data store at a time by one process: each holds a file of megabytes, taken apart. */
const AT_ONCE = 2;

/**
 * The packages of a data store.
 *
 * @param changed called when they are others than before
 */
export function openPackages(database: Database, schema: string, changed: () => void): Packages {
  let adding = 0;
  return {
    async add(archive, limits) {
      if (adding >= AT_ONCE)
        throw new WellspringError(
          'too-many-packages-at-once',
          `${adding} packages are being added at this moment; try again`,
        );
      adding++;
      try {
        return await addPackage(database, schema, archive, limits);
      } finally {
        adding--;
        changed();
      }
    },
    async list() {
      const all = await readyPackages(database, schema);
      return all.map((row) => recordOf(row, all));
    },
    async remove(name, version) {
      const removed = await removePackage(database, schema, name, version);
      changed();
      return removed;
    },
    resources: (type) => resourcesOfPackages(database, schema, type),
  };
}
