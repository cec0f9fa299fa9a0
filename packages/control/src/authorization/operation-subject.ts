import { dataStoreArn, dataStoreIdOf, transformationProfileArn } from '@wellspring/access';
import type { ControlConfig } from '../control-config.js';
import type { OperationName, Operations, Tag } from '../generated/shapes.js';

/** What an operation is about, before it is known whether there is such a thing. */
export interface OperationSubject {
  /** What `healthlake:{Operation}` is asked for on. */
  readonly arn: string;
  /** Whose tags count: undefined where it is about no data store of this account. */
  readonly dataStoreId?: string;
  /** The tags that the request brings. */
  readonly tags?: readonly Tag[];
  /** The keys of the tags that the request takes away. */
  readonly tagKeys?: readonly string[];
  /** The role that the job is to act as. */
  readonly roleArn?: string;
}

type Account = Pick<ControlConfig, 'region' | 'accountId'>;
type Subjects = {
  readonly [Name in OperationName]: (input: Operations[Name]['input'], account: Account) => OperationSubject;
};

const everything: OperationSubject = { arn: '*' };

function dataStore(
  { DatastoreId: id }: { readonly DatastoreId: string },
  account: Account,
): OperationSubject {
  return { arn: dataStoreArn(account, id), dataStoreId: id };
}

function profile({ ProfileId }: { readonly ProfileId: string }, account: Account): OperationSubject {
  return { arn: transformationProfileArn(account, ProfileId) };
}

function tagged({ ResourceARN }: { readonly ResourceARN: string }, account: Account): OperationSubject {
  const dataStoreId = dataStoreIdOf(account, ResourceARN);
  return { arn: ResourceARN, ...(dataStoreId !== undefined && { dataStoreId }) };
}

function asTags(tags: Readonly<Record<string, string>> = {}): readonly Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/**
 * What each operation is about: the resource types of the Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html).
 */
const subjects: Subjects = {
  CreateFHIRDatastore: ({ Tags = [] }) => ({ ...everything, tags: Tags }),
  DescribeFHIRDatastore: dataStore,
  ListFHIRDatastores: () => everything,
  UpdateFHIRDatastore: dataStore,
  DeleteFHIRDatastore: dataStore,
  RestoreFHIRDatastore: ({ SourceDatastoreId, Tags = [] }, account) => ({
    ...dataStore({ DatastoreId: SourceDatastoreId }, account),
    tags: Tags,
  }),
  StartFHIRImportJob: (input, account) => ({
    ...dataStore(input, account),
    roleArn: input.DataAccessRoleArn,
  }),
  DescribeFHIRImportJob: dataStore,
  ListFHIRImportJobs: dataStore,
  StartFHIRExportJob: (input, account) => ({
    ...dataStore(input, account),
    roleArn: input.DataAccessRoleArn,
  }),
  DescribeFHIRExportJob: dataStore,
  ListFHIRExportJobs: dataStore,
  TagResource: (input, account) => ({ ...tagged(input, account), tags: input.Tags }),
  UntagResource: (input, account) => ({ ...tagged(input, account), tagKeys: input.TagKeys }),
  ListTagsForResource: tagged,
  CreateDataTransformationProfile: ({ Tags }) => ({ ...everything, tags: asTags(Tags) }),
  GetDataTransformationProfile: profile,
  UpdateDataTransformationProfile: profile,
  DeleteDataTransformationProfile: profile,
  PublishDataTransformationProfile: profile,
  ListDataTransformationProfiles: () => everything,
  ListDataTransformationProfileVersions: profile,
  StartDataTransformationJob: (input, account) => ({
    ...profile(input, account),
    roleArn: input.DataAccessRoleArn,
  }),
  DescribeDataTransformationJob: () => everything,
  ListDataTransformationJobs: () => everything,
  UpdateProfileWithAgent: profile,
};

/** @param input of that operation, checked against the service model */
export function operationSubject(
  operation: OperationName,
  input: unknown,
  account: Account,
): OperationSubject {
  const subject = subjects[operation] as (input: unknown, account: Account) => OperationSubject;
  return subject(input, account);
}
