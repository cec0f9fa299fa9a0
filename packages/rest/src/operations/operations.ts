import { bulkDelete } from './administration/bulk-delete.js';
import { bulkPatch } from './administration/bulk-patch.js';
import { erase } from './administration/erase.js';
import { purge } from './administration/purge.js';
import { changes } from './changes/changes.js';
import { dataQuality } from './data-quality/data-quality.js';
import { diff } from './diff/diff.js';
import { document } from './document/document.js';
import { everything } from './everything/everything.js';
import { exportOperation } from './export/export-operation.js';
import { importOperation } from './import/import-operation.js';
import { lastn } from './lastn/lastn.js';
import { meta, metaAdd, metaDelete } from './meta/meta.js';
import type { Operation } from './operation.js';
import { summary } from './summary/summary.js';
import { validate } from './validate/validate.js';

/** Every operation of this server: routing and the CapabilityStatement both go by this table. */
export const operations: readonly Operation[] = [
  bulkDelete,
  bulkPatch,
  changes,
  dataQuality,
  diff,
  document,
  erase,
  everything,
  exportOperation,
  importOperation,
  lastn,
  meta,
  metaAdd,
  metaDelete,
  purge,
  summary,
  validate,
];

const byName: ReadonlyMap<string, Operation> = new Map(
  operations.map((operation) => [operation.name, operation]),
);

/** @param name without the dollar */
export function operationNamed(name: string): Operation | undefined {
  return byName.get(name);
}
