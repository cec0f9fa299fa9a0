import { bulkDelete } from './administration/bulk-delete.js';
import { bulkPatch } from './administration/bulk-patch.js';
import { erase } from './administration/erase.js';
import { purge } from './administration/purge.js';
import { reindex } from './reindex/reindex.js';
import { searchParametersOperation } from './reindex/search-parameters.js';
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
import { packageAdd } from './packages/package-add.js';
import { packageRemove, packages } from './packages/packages.js';
import { validationSettings } from './packages/validation-settings.js';
import { codeSystemReleases, loadCodeSystem, removeCodeSystem } from './terminology/code-system-releases.js';
import { expand } from './terminology/expand.js';
import { lookup } from './terminology/lookup.js';
import { subsumes } from './terminology/subsumes.js';
import { translate } from './terminology/translate.js';
import { validateCode } from './terminology/validate-code.js';
import { summary } from './summary/summary.js';
import { validate } from './validate/validate.js';

/** Every operation of this server: routing and the CapabilityStatement both go by this table. */
export const operations: readonly Operation[] = [
  bulkDelete,
  bulkPatch,
  changes,
  codeSystemReleases,
  dataQuality,
  diff,
  document,
  erase,
  everything,
  expand,
  exportOperation,
  importOperation,
  lastn,
  loadCodeSystem,
  lookup,
  meta,
  metaAdd,
  metaDelete,
  packageAdd,
  packageRemove,
  packages,
  purge,
  reindex,
  removeCodeSystem,
  searchParametersOperation,
  subsumes,
  summary,
  translate,
  validate,
  validationSettings,
  validateCode,
];

const byName: ReadonlyMap<string, Operation> = new Map(
  operations.map((operation) => [operation.name, operation]),
);

/** @param name without the dollar */
export function operationNamed(name: string): Operation | undefined {
  return byName.get(name);
}
