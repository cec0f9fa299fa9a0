import { describe, expect, it, test } from 'vitest';
import { actionDefinition, healthLakeActions, isReadOnly, type ActionName } from './actions.js';
import { ownActions } from './own-actions.js';

/**
 * Names, access levels and required resource types of the Service Authorization Reference, as published.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html
 */
const published = `
CancelFHIRExportJobWithDelete Write datastore
ConfirmAttributionList Write datastore
CreateDataTransformationProfile Write -
CreateFHIRDatastore Write -
CreateResource Write datastore
DeleteDataTransformationProfile Write dataTransformationProfile
DeleteFHIRDatastore Write datastore
DeleteResource Write datastore
DescribeDataTransformationJob Read -
DescribeFHIRBulkDeleteJob Read datastore
DescribeFHIRBulkMemberMatchJob Read datastore
DescribeFHIRBulkPatchJob Read datastore
DescribeFHIRDatastore Read datastore
DescribeFHIRExportJob Read datastore
DescribeFHIRExportJobWithGet Read datastore
DescribeFHIRImportJob Read datastore
ExpandValueSetWithGet Read datastore
ExpandValueSetWithPost Read datastore
GenerateDocumentWithGet Write datastore
GenerateDocumentWithPost Write datastore
GetCapabilities Read datastore
GetDataTransformationProfile Read dataTransformationProfile
GetExportedFile Read datastore
GetHistoryByResourceId Read datastore
InquirePreAuthClaim Read datastore
ListDataTransformationJobs List -
ListDataTransformationProfileVersions List dataTransformationProfile
ListDataTransformationProfiles List -
ListFHIRDatastores List -
ListFHIRExportJobs List datastore
ListFHIRImportJobs List datastore
ListTagsForResource List either
LookupCodeSystemWithGet Read datastore
LookupCodeSystemWithPost Read datastore
MemberAdd Write datastore
MemberMatch Write datastore
MemberRemove Write datastore
PatchResource Write datastore
ProcessBundle Write datastore
PublishDataTransformationProfile Write dataTransformationProfile
QuestionnairePackage Read datastore
ReadResource Read datastore
RestoreFHIRDatastore Write datastore
RetrieveAttributionStatus Write datastore
SearchEverything Read datastore
SearchWithGet Read datastore
SearchWithPost Read datastore
StartDataTransformationJob Write dataTransformationProfile
StartFHIRBulkDeleteJob Write datastore
StartFHIRBulkMemberMatchJob Write datastore
StartFHIRBulkPatchJob Write datastore
StartFHIRExportJob Write datastore
StartFHIRExportJobWithGet Write datastore
StartFHIRExportJobWithPost Write datastore
StartFHIRImportJob Write datastore
SubmitPreAuthClaim Write datastore
TagResource Tagging either
TransformData Write dataTransformationProfile
TranslateConceptMapWithGet Read datastore
TranslateConceptMapWithPost Read datastore
UntagResource Tagging either
UpdateDataTransformationProfile Write dataTransformationProfile
UpdateFHIRDatastore Write datastore
UpdateProfileWithAgent Write dataTransformationProfile
UpdateResource Write datastore
ValidateResource Read datastore
ValidateSource Read -
VersionReadResource Read datastore
`
  .trim()
  .split('\n')
  .map((line) => line.split(' ') as [ActionName, string, string]);

describe("HealthLake's actions", () => {
  it('are the 68 published ones', () => {
    expect(published).toHaveLength(68);
    expect(Object.keys(healthLakeActions).sort()).toEqual(published.map(([name]) => name).sort());
  });

  test.each(published)('%s is of level %s, on %s', (name, access, resource) => {
    const as = { '-': 'none', either: 'tagged' }[resource] ?? resource;
    expect(actionDefinition(name)).toMatchObject({ access, resource: as });
    expect(isReadOnly(name)).toBe(access === 'Read' || access === 'List');
  });

  it('have other names than our own', () => {
    expect(Object.keys(ownActions).filter((name) => name in healthLakeActions)).toEqual([]);
  });
});
