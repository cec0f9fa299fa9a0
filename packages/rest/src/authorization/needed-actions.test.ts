import { dataPlaneActions, type ActionName } from '@wellspring/access';
import { describe, expect, it, test } from 'vitest';
import { levelFor, type OperationTarget } from '../operations/operation.js';
import { operations } from '../operations/operations.js';
import { queryPairs } from '../request/query-pairs.js';
import { pathSegments } from '../routing/path-segments.js';
import { route } from '../routing/route.js';
import { neededActions } from './needed-actions.js';
import { operationActions } from './operation-actions.js';

function needed(request: string, ifNoneExist?: string): readonly ActionName[] {
  const [method = '', address = ''] = request.split(' ');
  const [path = '', query = ''] = address.split('?');
  const target = route(method, pathSegments(path));
  if (!target.found) throw new Error(`${request}: ${target.message}`);
  return neededActions(target.interaction, { method, ifNoneExist, query: queryPairs(query) });
}

const job = '0123456789abcdef0123456789abcdef';

/** Requests of HealthLake's guide, and the actions that its reference names for them. */
const documented: readonly (readonly [request: string, action: ActionName])[] = [
  ['GET /metadata', 'GetCapabilities'],
  ['HEAD /metadata', 'GetCapabilities'],
  ['POST /', 'ProcessBundle'],
  ['POST /Patient', 'CreateResource'],
  ['GET /Patient/1', 'ReadResource'],
  ['HEAD /Patient/1', 'ReadResource'],
  ['GET /Patient/1/_history/2', 'VersionReadResource'],
  ['GET /Patient/1/_history', 'GetHistoryByResourceId'],
  ['GET /Patient/_history', 'GetHistoryByResourceId'],
  ['GET /_history', 'GetHistoryByResourceId'],
  ['PUT /Patient/1', 'UpdateResource'],
  ['PUT /Patient?_id=1', 'UpdateResource'],
  ['PATCH /Patient/1', 'PatchResource'],
  ['DELETE /Patient/1', 'DeleteResource'],
  ['DELETE /Patient?_id=1', 'DeleteResource'],
  ['GET /Patient?name=a', 'SearchWithGet'],
  ['HEAD /Patient?name=a', 'SearchWithGet'],
  ['GET /?_type=Patient', 'SearchWithGet'],
  ['GET /Patient/1/Observation', 'SearchWithGet'],
  ['POST /Patient/_search', 'SearchWithPost'],
  ['POST /_search', 'SearchWithPost'],
  ['POST /Patient/1/Observation/_search', 'SearchWithPost'],
  ['GET /Patient/1/$everything', 'SearchEverything'],
  ['POST /Patient/1/$everything', 'SearchEverything'],
  ['POST /Patient/$validate', 'ValidateResource'],
  ['POST /Patient/1/$validate', 'ValidateResource'],
  ['GET /ValueSet/$expand', 'ExpandValueSetWithGet'],
  ['GET /ValueSet/1/$expand', 'ExpandValueSetWithGet'],
  ['POST /ValueSet/$expand', 'ExpandValueSetWithPost'],
  ['GET /CodeSystem/$lookup', 'LookupCodeSystemWithGet'],
  ['POST /CodeSystem/$lookup', 'LookupCodeSystemWithPost'],
  ['GET /ConceptMap/$translate', 'TranslateConceptMapWithGet'],
  ['POST /ConceptMap/$translate', 'TranslateConceptMapWithPost'],
  ['GET /Composition/1/$document', 'GenerateDocumentWithGet'],
  ['POST /Composition/1/$document', 'GenerateDocumentWithPost'],
  ['GET /$export', 'StartFHIRExportJobWithGet'],
  ['GET /Patient/$export', 'StartFHIRExportJobWithGet'],
  ['POST /$export', 'StartFHIRExportJobWithPost'],
  ['POST /Group/1/$export', 'StartFHIRExportJobWithPost'],
  [`GET /export/${job}`, 'DescribeFHIRExportJobWithGet'],
  [`DELETE /export/${job}`, 'CancelFHIRExportJobWithDelete'],
  [`GET /export/${job}/Patient/Patient-0.ndjson`, 'GetExportedFile'],
  ['POST /Patient/$bulk-delete', 'StartFHIRBulkDeleteJob'],
  [`GET /$bulk-delete/${job}`, 'DescribeFHIRBulkDeleteJob'],
  ['POST /$bulk-patch', 'StartFHIRBulkPatchJob'],
  [`GET /$bulk-patch/${job}`, 'DescribeFHIRBulkPatchJob'],
  ['POST /Patient/1/$purge', 'StartFHIRBulkDeleteJob'],
  [`GET /$purge/${job}`, 'DescribeFHIRBulkDeleteJob'],
  ['POST /Patient/1/$erase', 'DeleteResource'],
  ['POST /Patient/1/_history/1/$erase', 'DeleteResource'],
  [`GET /$erase/${job}`, 'DescribeFHIRBulkDeleteJob'],
  ['GET /Transaction/x', 'ReadResource'],
];

/** What HealthLake does not have: docs/iam-actions.md. */
const others: readonly (readonly [request: string, ...actions: ActionName[]])[] = [
  ['PATCH /Patient?_id=1', 'PatchResource', 'SearchWithGet'],
  ['GET /Patient/1/$validate', 'ValidateResource', 'ReadResource'],
  ['GET /Encounter/1/$everything', 'SearchEverything'],
  ['GET /Patient/1/$summary', 'SearchEverything'],
  ['GET /Observation/$lastn', 'SearchWithGet'],
  ['POST /Observation/$lastn', 'SearchWithPost'],
  ['GET /$meta', 'SearchWithGet'],
  ['POST /Patient/$meta', 'SearchWithPost'],
  ['GET /Patient/1/$meta', 'ReadResource'],
  ['GET /Patient/1/_history/1/$meta', 'VersionReadResource'],
  ['POST /Patient/1/$meta-add', 'UpdateResource'],
  ['POST /Patient/1/$meta-delete', 'UpdateResource'],
  ['GET /$diff', 'VersionReadResource'],
  ['GET /Patient/1/$diff', 'VersionReadResource'],
  ['GET /CodeSystem/$subsumes', 'LookupCodeSystemWithGet'],
  ['POST /CodeSystem/1/$subsumes', 'LookupCodeSystemWithPost'],
  ['GET /CodeSystem/$validate-code', 'LookupCodeSystemWithGet'],
  ['POST /ValueSet/1/$validate-code', 'ExpandValueSetWithPost'],
  ['POST /$import', 'StartFHIRImportJob'],
  [`GET /import/${job}`, 'DescribeFHIRImportJob'],
  [`GET /import/${job}/a`, 'DescribeFHIRImportJob'],
  ['GET /$validation-settings', 'DescribeFHIRDatastore'],
  ['POST /$validation-settings', 'UpdateFHIRDatastore'],
  ['GET /$search-parameters', 'GetCapabilities'],
  ['GET /$changes', 'ReadChanges'],
  ['GET /Patient/$changes', 'ReadChanges'],
  ['GET /$data-quality', 'ReadDataQualityReport'],
  [`GET /$data-quality/${job}`, 'ReadDataQualityReport'],
  ['POST /$data-quality', 'StartDataQualityReport'],
  [`DELETE /$data-quality/${job}`, 'CancelDataQualityReport'],
  ['POST /$reindex', 'StartReindexJob'],
  [`GET /$reindex/${job}`, 'DescribeReindexJob'],
  ['GET /$packages', 'ListPackages'],
  ['POST /$package-add', 'AddPackage'],
  ['POST /$package-remove', 'RemovePackage'],
  ['POST /CodeSystem/$load-release', 'LoadCodeSystemRelease'],
  ['POST /CodeSystem/$remove-release', 'RemoveCodeSystemRelease'],
  ['GET /CodeSystem/$releases', 'ListCodeSystemReleases'],
];

describe('the actions that requests need', () => {
  test.each(documented)('%s needs %s', (request, action) => {
    expect(needed(request)).toEqual([action]);
  });

  test.each(others)('%s', (request, ...actions) => {
    expect(needed(request)).toEqual(actions);
  });

  it('are two where a delete is of many at once', () => {
    expect(needed('DELETE /Patient?name=a&_count=10')).toEqual(['DeleteResource', 'SearchWithGet']);
  });

  it('are two where a create tells what it found', () => {
    expect(needed('POST /Patient', 'name=a')).toEqual(['CreateResource', 'SearchWithGet']);
  });

  it('are among them all those of the data plane that are served', () => {
    const served = Object.entries(dataPlaneActions).flatMap(([name, { here }]) =>
      here === 'served' ? [name] : [],
    );
    const met = new Set(documented.map(([request]) => needed(request)[0]));
    for (const [request] of others) for (const action of needed(request)) met.add(action);
    expect(served.filter((name) => !met.has(name as ActionName))).toEqual([]);
  });
});

describe('the actions of operations', () => {
  it('are known for every operation, and for no other', () => {
    expect(Object.keys(operationActions).sort()).toEqual(operations.map(({ name }) => name).sort());
  });

  const calls = operations.flatMap((operation) =>
    operation.levels.flatMap(({ level, types: [type = 'Patient'] = [], methods }) =>
      methods.map((method) => {
        const targets: Readonly<Record<OperationTarget['level'], OperationTarget>> = {
          system: { level: 'system' },
          type: { level: 'type', type },
          instance: { level: 'instance', type, id: '1' },
          version: { level: 'version', type, id: '1', version: 1 },
          job: { level: 'job', jobId: job },
        };
        return [method, operation.name, targets[level], operation] as const;
      }),
    ),
  );
  test.each(calls)('%s $%s %j', (method, name, target, operation) => {
    expect(levelFor(operation, target)).toBeDefined();
    expect(operationActions[name]!({ method, target }).length).toBeGreaterThan(0);
  });

  it('are none where nobody thought of them', () => {
    const operation = { ...operations[0]!, name: 'constructor' };
    const request = { method: 'GET', ifNoneExist: undefined, query: [] };
    const interaction = { kind: 'operation', operation, target: { level: 'system' } } as const;
    expect(() => neededActions(interaction, request)).toThrow('has no action');
  });
});
