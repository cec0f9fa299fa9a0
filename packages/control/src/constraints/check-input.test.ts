import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OperationName } from '../generated/shapes.js';
import { loadServiceModel } from '../model/service-model.js';
import { inputCheck } from './check-input.js';

const check = inputCheck(loadServiceModel());
const failed = (value: string, path: string, constraint: string): string =>
  `Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`;
const one = (value: string, path: string, constraint: string): string =>
  `1 validation error detected: ${failed(value, path, constraint)}`;

const role = 'arn:aws:iam::123456789012:role/Import';
const output = { S3Configuration: { S3Uri: 's3://results/out/', KmsKeyId: 'alias/aws/s3' } };
const start = {
  DatastoreId: '0'.repeat(32),
  InputDataConfig: { S3Uri: 's3://patients/in/' },
  JobOutputDataConfig: output,
  DataAccessRoleArn: role,
};
const arn = `arn:aws:healthlake:us-east-1:123456789012:datastore/fhir/${'a'.repeat(32)}`;
const letters = String.raw`([\p{L}\p{Z}\p{N}_.:/=+\-%@]*)`;
const s3Uri = String.raw`s3://[a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9](/.*)?`;
const tagText = String.raw`([\p{L}\p{Z}\p{N}_.:/=+\-@]*)`;

describe('accepted inputs', () => {
  const cases: readonly (readonly [string, OperationName, object])[] = [
    ['only what is required', 'CreateFHIRDatastore', { DatastoreTypeVersion: 'R4' }],
    [
      'a name of 256 characters',
      'CreateFHIRDatastore',
      {
        DatastoreName: 'x'.repeat(256),
        DatastoreTypeVersion: 'R4',
      },
    ],
    [
      '256 characters outside the BMP are 256, not 512',
      'CreateFHIRDatastore',
      {
        DatastoreName: '\u{20000}'.repeat(256),
        DatastoreTypeVersion: 'R4',
      },
    ],
    [
      'letters, separators and numbers of any script',
      'CreateFHIRDatastore',
      {
        DatastoreName: 'Ärzte 患者 ٣ _.:/=+-%@',
        DatastoreTypeVersion: 'R4',
      },
    ],
    ['an import job', 'StartFHIRImportJob', start],
    ['a bucket without a folder', 'StartFHIRImportJob', { ...start, InputDataConfig: { S3Uri: 's3://abc' } }],
    [
      '200 tags',
      'TagResource',
      {
        ResourceARN: arn,
        Tags: Array.from({ length: 200 }, (_, index) => ({ Key: `k${index}`, Value: '' })),
      },
    ],
    ['timestamps with fractions', 'ListFHIRDatastores', { Filter: { CreatedAfter: 1700000000.123 } }],
    ['the bounds of a number', 'ListFHIRDatastores', { MaxResults: 500 }],
    ['the other bound', 'ListFHIRDatastores', { MaxResults: 1 }],
  ];
  it.each(cases)('%s', (_, operation, input) => {
    expect(check(operation, input)).toEqual({ outcome: 'accepted', input });
  });

  const reduced: readonly (readonly [string, OperationName, unknown, object])[] = [
    [
      'null members are absent',
      'CreateFHIRDatastore',
      { DatastoreName: null, DatastoreTypeVersion: 'R4' },
      {
        DatastoreTypeVersion: 'R4',
      },
    ],
    [
      'unknown members are dropped',
      'DescribeFHIRDatastore',
      { DatastoreId: 'a', Colour: 'red' },
      {
        DatastoreId: 'a',
      },
    ],
    [
      'names of Object.prototype are unknown members',
      'DescribeFHIRDatastore',
      JSON.parse('{"DatastoreId":"a","__proto__":{"x":1},"constructor":1,"toString":2}') as unknown,
      { DatastoreId: 'a' },
    ],
  ];
  it.each(reduced)('%s', (_, operation, input, known) => {
    expect(check(operation, input)).toEqual({ outcome: 'accepted', input: known });
  });
});

describe('refused inputs', () => {
  const cases: readonly (readonly [string, OperationName, unknown, string])[] = [
    [
      'required, absent',
      'CreateFHIRDatastore',
      {},
      one('null', 'datastoreTypeVersion', 'Member must not be null'),
    ],
    [
      'required, null',
      'DescribeFHIRDatastore',
      { DatastoreId: null },
      one('null', 'datastoreId', 'Member must not be null'),
    ],
    [
      'enum',
      'CreateFHIRDatastore',
      { DatastoreTypeVersion: 'R5' },
      one(`'R5'`, 'datastoreTypeVersion', 'Member must satisfy enum value set: [R4]'),
    ],
    [
      'too long',
      'CreateFHIRDatastore',
      { DatastoreName: 'x'.repeat(257), DatastoreTypeVersion: 'R4' },
      one(`'${'x'.repeat(128)}…'`, 'datastoreName', 'Member must have length less than or equal to 256'),
    ],
    [
      'too short',
      'DescribeFHIRDatastore',
      { DatastoreId: '' },
      one(`''`, 'datastoreId', 'Member must have length greater than or equal to 1'),
    ],
    [
      'pattern',
      'DescribeFHIRDatastore',
      { DatastoreId: 'a*b' },
      one(`'a*b'`, 'datastoreId', `Member must satisfy regular expression pattern: ${letters}`),
    ],
    [
      'a line break is no separator',
      'DescribeFHIRDatastore',
      { DatastoreId: 'a\n' },
      one(`'a\n'`, 'datastoreId', `Member must satisfy regular expression pattern: ${letters}`),
    ],
    [
      'number too large',
      'ListFHIRDatastores',
      { MaxResults: 501 },
      one(`'501'`, 'maxResults', 'Member must have value less than or equal to 500'),
    ],
    [
      'number too small',
      'ListFHIRDatastores',
      { MaxResults: 0 },
      one(`'0'`, 'maxResults', 'Member must have value greater than or equal to 1'),
    ],
    [
      'nested',
      'StartFHIRImportJob',
      { ...start, InputDataConfig: { S3Uri: 'patients' } },
      one(`'patients'`, 'inputDataConfig.s3Uri', `Member must satisfy regular expression pattern: ${s3Uri}`),
    ],
    [
      'a bucket in capitals',
      'StartFHIRImportJob',
      { ...start, InputDataConfig: { S3Uri: 's3://Patients/in' } },
      one(
        `'s3://Patients/in'`,
        'inputDataConfig.s3Uri',
        `Member must satisfy regular expression pattern: ${s3Uri}`,
      ),
    ],
    [
      'a union without a member',
      'StartFHIRImportJob',
      { ...start, InputDataConfig: {} },
      one(`'[]'`, 'inputDataConfig', 'Member must have exactly one of these set: [S3Uri]'),
    ],
    [
      'a union with an unknown member only',
      'StartFHIRExportJob',
      { DatastoreId: 'a', DataAccessRoleArn: role, OutputDataConfig: { Disk: '/' } },
      one(`'[]'`, 'outputDataConfig', 'Member must have exactly one of these set: [S3Configuration]'),
    ],
    [
      'a union with two members',
      'CreateDataTransformationProfile',
      {
        SourceFormat: 'CSV',
        ProfileName: 'p',
        Source: { SampleData: { S3Uri: 's3://abc/d' }, StarterProfile: { StarterProfileName: 's' } },
      },
      one(
        `'["StarterProfile","SampleData"]'`,
        'source',
        'Member must have exactly one of these set: [StarterProfile, ExistingVersionedProfileId, ProfileMapping, SampleData]',
      ),
    ],
    [
      '201 tags',
      'TagResource',
      { ResourceARN: arn, Tags: Array.from({ length: 201 }, () => ({ Key: 'k', Value: 'v' })) },
      one(
        `'${JSON.stringify(Array.from({ length: 201 }, () => ({ Key: 'k', Value: 'v' }))).slice(0, 128)}…'`,
        'tags',
        'Member must have length less than or equal to 200',
      ),
    ],
    [
      'in a list of structures',
      'TagResource',
      {
        ResourceARN: arn,
        Tags: [
          { Key: 'a', Value: 'v' },
          { Key: '', Value: 'v' },
        ],
      },
      one(`''`, 'tags.2.member.key', 'Member must have length greater than or equal to 1'),
    ],
    [
      'null in a list',
      'TagResource',
      { ResourceARN: arn, Tags: [null] },
      one('null', 'tags.1.member', 'Member must not be null'),
    ],
    [
      'in a list of strings',
      'UntagResource',
      { ResourceARN: arn, TagKeys: ['ok', '<'] },
      one(
        `'["ok","<"]'`,
        'tagKeys',
        `Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ${tagText}]`,
      ),
    ],
    [
      'an ARN of another service',
      'ListTagsForResource',
      { ResourceARN: 'arn:aws:s3:::bucket' },
      one(
        `'arn:aws:s3:::bucket'`,
        'resourceARN',
        String.raw`Member must satisfy regular expression pattern: arn:aws((-us-gov)|(-iso)|(-iso-b)|(-cn))?:healthlake:[a-z0-9-]+:\d{12}:(datastore\/fhir\/.{32}|dataTransformationProfile\/[a-f0-9]{32})`,
      ),
    ],
    [
      'sensitive',
      'UpdateProfileWithAgent',
      { ProfileId: 'a'.repeat(32), SourceFormat: 'CSV', InputMessage: { Body: '', Type: 'normal' } },
      one(
        `'*** Sensitive Data Redacted ***'`,
        'inputMessage.body',
        'Member must have length greater than or equal to 1',
      ),
    ],
    [
      'a map with no entry',
      'UpdateDataTransformationProfile',
      { ProfileId: 'a'.repeat(32), SourceFormat: 'CSV', ProfileMapping: {} },
      one(
        `'*** Sensitive Data Redacted ***'`,
        'profileMapping',
        'Member must have length greater than or equal to 1',
      ),
    ],
    [
      'a map with a key that is too short',
      'UpdateDataTransformationProfile',
      { ProfileId: 'a'.repeat(32), SourceFormat: 'CSV', ProfileMapping: { '': 'x' } },
      one(
        `'*** Sensitive Data Redacted ***'`,
        'profileMapping',
        'Map keys must satisfy constraint: [Member must have length less than or equal to 500, Member must have length greater than or equal to 1]',
      ),
    ],
    [
      'several',
      'DescribeFHIRImportJob',
      { JobId: '' },
      `2 validation errors detected: ${failed('null', 'datastoreId', 'Member must not be null')}; ${failed(`''`, 'jobId', 'Member must have length greater than or equal to 1')}`,
    ],
  ];
  it.each(cases)('%s', (_, operation, input, message) => {
    expect(check(operation, input)).toEqual({ outcome: 'refused', message });
  });

  it('describes 20 violations and counts the others, so that a message stays under 10,000 characters', () => {
    const tags = Array.from({ length: 200 }, () => ({ Key: '<'.repeat(128), Value: 'v' }));
    const result = check('TagResource', { ResourceARN: arn, Tags: tags });
    expect(result.outcome).toBe('refused');
    const message = result.outcome === 'refused' ? result.message : '';
    expect(message).toMatch(/^200 validation errors detected: /);
    expect(message).toMatch(/; and 180 more$/);
    expect(message.length).toBeLessThan(10_000);
  });
});

describe('unreadable inputs', () => {
  const cases: readonly (readonly [string, OperationName, unknown, string])[] = [
    ['an array as input', 'DescribeFHIRDatastore', [], 'Start of list found where not expected'],
    ['a string as input', 'DescribeFHIRDatastore', 'x', 'Expected structure or map'],
    ['null as input', 'DescribeFHIRDatastore', null, 'Expected structure or map'],
    [
      'number for string',
      'DescribeFHIRDatastore',
      { DatastoreId: 1 },
      `NUMBER_VALUE can not be converted to a String at 'datastoreId'`,
    ],
    [
      'true for string',
      'DescribeFHIRDatastore',
      { DatastoreId: true },
      `TRUE_VALUE can not be converted to a String at 'datastoreId'`,
    ],
    [
      'object for string',
      'DescribeFHIRDatastore',
      { DatastoreId: {} },
      `Start of structure or map found where not expected at 'datastoreId'`,
    ],
    [
      'U+0000',
      'CreateFHIRDatastore',
      { DatastoreTypeVersion: 'R4', ProfileConfiguration: { DefaultProfiles: ['a\0'] } },
      `STRING_VALUE can not be converted to a String at 'profileConfiguration.defaultProfiles.1.member'`,
    ],
    [
      'a lone surrogate',
      'DescribeFHIRDatastore',
      { DatastoreId: '\ud800' },
      `STRING_VALUE can not be converted to a String at 'datastoreId'`,
    ],
    ['string for list', 'TagResource', { ResourceARN: arn, Tags: 'a' }, `Expected list or null at 'tags'`],
    [
      'string for structure',
      'TagResource',
      { ResourceARN: arn, Tags: ['a'] },
      `Expected structure or map at 'tags.1.member'`,
    ],
    [
      'fraction for integer',
      'ListFHIRDatastores',
      { MaxResults: 1.5 },
      `NUMBER_VALUE can not be converted to an Integer at 'maxResults'`,
    ],
    [
      'string for integer',
      'ListFHIRDatastores',
      { MaxResults: '10' },
      `STRING_VALUE can not be converted to an Integer at 'maxResults'`,
    ],
    [
      'string for boolean',
      'StartFHIRImportJob',
      { ...start, ProvenanceEnabled: 'yes' },
      `STRING_VALUE can not be converted to a Boolean at 'provenanceEnabled'`,
    ],
    [
      'ISO text for timestamp',
      'ListFHIRDatastores',
      { Filter: { CreatedAfter: '2026-01-01T00:00:00Z' } },
      `STRING_VALUE can not be converted to a Timestamp at 'filter.createdAfter'`,
    ],
    [
      'a year that no calendar has',
      'ListFHIRDatastores',
      { Filter: { CreatedAfter: 1e15 } },
      `NUMBER_VALUE can not be converted to a Timestamp at 'filter.createdAfter'`,
    ],
  ];
  it.each(cases)('%s', (_, operation, input, message) => {
    expect(check(operation, input)).toEqual({ outcome: 'unreadable', message });
  });
});

describe('laws', () => {
  const operations = Object.keys(loadServiceModel().operations) as OperationName[];

  it('any JSON has an answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...operations), fc.jsonValue(), (operation, input) => {
        expect(['accepted', 'refused', 'unreadable']).toContain(check(operation, input).outcome);
      }),
    );
  });

  it('what is accepted is accepted again, unchanged', () => {
    fc.assert(
      fc.property(
        fc.record({
          DatastoreName: fc.string({ maxLength: 300 }),
          DatastoreTypeVersion: fc.constantFrom('R4', 'R5'),
          Other: fc.jsonValue(),
        }),
        (input) => {
          const first = check('CreateFHIRDatastore', input);
          if (first.outcome !== 'accepted') return;
          expect(check('CreateFHIRDatastore', first.input)).toEqual(first);
        },
      ),
    );
  });

  it('the time of a pattern is bounded by the length the model allows', () => {
    const hostile = `s3://${'a-'.repeat(500_000)}`;
    const began = performance.now();
    expect(check('StartFHIRImportJob', { ...start, InputDataConfig: { S3Uri: hostile } }).outcome).toBe(
      'refused',
    );
    expect(
      check('StartFHIRImportJob', { ...start, DataAccessRoleArn: `arn:aws${'-'.repeat(2000)}` }).outcome,
    ).toBe('refused');
    // Matching is linear in at most 2048 characters: milliseconds. Exponential would be forever.
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
