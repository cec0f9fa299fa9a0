import type { ActionName } from '@wellspring/access';
import type { OperationTarget } from '../operations/operation.js';

/** How an operation is called. */
export interface OperationCall {
  readonly method: string;
  readonly target: OperationTarget;
}

/** Actions that are needed, all of them; that which names the call first. */
export type Needed = readonly [ActionName, ...ActionName[]];

/** What a call of an operation needs. */
type NeededBy = (call: OperationCall) => Needed;

const always =
  (...actions: Needed): NeededBy =>
  () =>
    actions;

/** One action for GET, another for POST. */
const byMethod =
  (get: ActionName, post: ActionName): NeededBy =>
  ({ method }) => [method === 'POST' ? post : get];

/** One action for what begins a job, another for how it stands. */
const asJob =
  (start: ActionName, describe: ActionName): NeededBy =>
  ({ target }) => [target.level === 'job' ? describe : start];

const searched = byMethod('SearchWithGet', 'SearchWithPost');
const expanded = byMethod('ExpandValueSetWithGet', 'ExpandValueSetWithPost');
const lookedUp = byMethod('LookupCodeSystemWithGet', 'LookupCodeSystemWithPost');

/** What each operation needs; docs/iam-actions.md says why. */
export const operationActions: Readonly<Record<string, NeededBy>> = {
  'bulk-delete': asJob('StartFHIRBulkDeleteJob', 'DescribeFHIRBulkDeleteJob'),
  'bulk-patch': asJob('StartFHIRBulkPatchJob', 'DescribeFHIRBulkPatchJob'),
  changes: always('ReadChanges'),
  'data-quality': ({ method, target }) => {
    if (method === 'DELETE') return ['CancelDataQualityReport'];
    return [target.level !== 'job' && method === 'POST' ? 'StartDataQualityReport' : 'ReadDataQualityReport'];
  },
  diff: always('VersionReadResource'),
  document: byMethod('GenerateDocumentWithGet', 'GenerateDocumentWithPost'),
  erase: asJob('DeleteResource', 'DescribeFHIRBulkDeleteJob'),
  everything: always('SearchEverything'),
  expand: expanded,
  export: byMethod('StartFHIRExportJobWithGet', 'StartFHIRExportJobWithPost'),
  import: always('StartFHIRImportJob'),
  lastn: searched,
  'load-release': always('LoadCodeSystemRelease'),
  lookup: lookedUp,
  meta: (call) => {
    switch (call.target.level) {
      case 'instance':
        return ['ReadResource'];
      case 'version':
        return ['VersionReadResource'];
      case 'system':
      case 'type':
      case 'job':
        return searched(call);
      default:
        return call.target satisfies never;
    }
  },
  'meta-add': always('UpdateResource'),
  'meta-delete': always('UpdateResource'),
  'package-add': always('AddPackage'),
  'package-remove': always('RemovePackage'),
  packages: always('ListPackages'),
  purge: asJob('StartFHIRBulkDeleteJob', 'DescribeFHIRBulkDeleteJob'),
  reindex: asJob('StartReindexJob', 'DescribeReindexJob'),
  releases: always('ListCodeSystemReleases'),
  'remove-release': always('RemoveCodeSystemRelease'),
  'search-parameters': always('GetCapabilities'),
  subsumes: lookedUp,
  summary: always('SearchEverything'),
  translate: byMethod('TranslateConceptMapWithGet', 'TranslateConceptMapWithPost'),
  // By GET it judges what is stored, and tells what of it is wrong.
  validate: ({ method }) => (method === 'POST' ? ['ValidateResource'] : ['ValidateResource', 'ReadResource']),
  'validate-code': (call) =>
    'type' in call.target && call.target.type === 'ValueSet' ? expanded(call) : lookedUp(call),
  'validation-settings': byMethod('DescribeFHIRDatastore', 'UpdateFHIRDatastore'),
};
