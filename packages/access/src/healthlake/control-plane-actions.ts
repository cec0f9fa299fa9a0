import { onDataStore, onProfile, type ActionDefinition } from './action.js';

/**
 * Actions of the control plane, data transformation with it: the names of the operations.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html
 */
export const controlPlaneActions = {
  CreateFHIRDatastore: { access: 'Write', resource: 'none', here: 'served' },
  DescribeFHIRDatastore: onDataStore('Read'),
  ListFHIRDatastores: { access: 'List', resource: 'none', here: 'served' },
  UpdateFHIRDatastore: onDataStore('Write'),
  DeleteFHIRDatastore: onDataStore('Write'),
  RestoreFHIRDatastore: onDataStore('Write', 'refused'),
  StartFHIRImportJob: onDataStore('Write'),
  DescribeFHIRImportJob: onDataStore('Read'),
  ListFHIRImportJobs: onDataStore('List'),
  StartFHIRExportJob: onDataStore('Write'),
  DescribeFHIRExportJob: onDataStore('Read'),
  ListFHIRExportJobs: onDataStore('List'),
  TagResource: { access: 'Tagging', resource: 'tagged', here: 'served' },
  UntagResource: { access: 'Tagging', resource: 'tagged', here: 'served' },
  ListTagsForResource: { access: 'List', resource: 'tagged', here: 'served' },
  CreateDataTransformationProfile: { access: 'Write', resource: 'none', here: 'refused' },
  GetDataTransformationProfile: onProfile('Read'),
  UpdateDataTransformationProfile: onProfile('Write'),
  DeleteDataTransformationProfile: onProfile('Write'),
  PublishDataTransformationProfile: onProfile('Write'),
  ListDataTransformationProfiles: { access: 'List', resource: 'none', here: 'refused' },
  ListDataTransformationProfileVersions: onProfile('List'),
  StartDataTransformationJob: onProfile('Write'),
  DescribeDataTransformationJob: { access: 'Read', resource: 'none', here: 'refused' },
  ListDataTransformationJobs: { access: 'List', resource: 'none', here: 'refused' },
  UpdateProfileWithAgent: onProfile('Write'),
  TransformData: onProfile('Write', 'absent'),
  ValidateSource: { access: 'Read', resource: 'none', here: 'absent' },
} as const satisfies Record<string, ActionDefinition>;
