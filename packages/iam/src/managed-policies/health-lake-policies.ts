import { allowing, policyText, type AwsManagedPolicy } from './aws-managed-policy.js';

/** @see https://docs.aws.amazon.com/healthlake/latest/devguide/security-iam-awsmanpol.html */
export const healthLakePolicies: readonly AwsManagedPolicy[] = [
  {
    id: 'ANPAHEALTHLAKEFULL222',
    name: 'AmazonHealthLakeFullAccess',
    description: 'Provides full access to Amazon HealthLake service.',
    created: '2021-02-17T01:07:00Z',
    updated: '2021-02-17T01:07:00Z',
    version: 1,
    document: policyText(
      allowing(
        'healthlake:*',
        's3:ListAllMyBuckets',
        's3:ListBucket',
        's3:GetBucketLocation',
        'iam:ListRoles',
      ),
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: '*',
        Condition: { StringEquals: { 'iam:PassedToService': 'healthlake.amazonaws.com' } },
      },
    ),
  },
  {
    id: 'ANPAHEALTHLAKEREAD222',
    name: 'AmazonHealthLakeReadOnlyAccess',
    description: 'Provides read only access to Amazon HealthLake service.',
    created: '2021-02-17T02:43:00Z',
    updated: '2026-08-04T21:12:00Z',
    version: 2,
    document: policyText(
      allowing(
        'healthlake:ListFHIRDatastores',
        'healthlake:DescribeFHIRDatastore',
        'healthlake:DescribeFHIRImportJob',
        'healthlake:DescribeFHIRExportJob',
        'healthlake:GetCapabilities',
        'healthlake:ReadResource',
        'healthlake:SearchWithGet',
        'healthlake:SearchWithPost',
        'healthlake:GetDataTransformationProfile',
        'healthlake:ListDataTransformationProfiles',
        'healthlake:ListDataTransformationProfileVersions',
        'healthlake:DescribeDataTransformationJob',
        'healthlake:ListDataTransformationJobs',
        'healthlake:ValidateSource',
      ),
    ),
  },
];
