import { describe, expect, it } from 'vitest';
import { conforms, conformsAsError } from './conforms.js';

const id = '0123456789abcdef0123456789abcdef';
const created = {
  DatastoreId: id,
  DatastoreArn: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${id}`,
  DatastoreStatus: 'CREATING',
  DatastoreEndpoint: `http://127.0.0.1:8080/datastore/${id}/r4/`,
};
const job = {
  JobId: 'a'.repeat(32),
  JobStatus: 'FAILED',
  SubmitTime: 1700000000.5,
  DatastoreId: id,
  OutputDataConfig: { S3Configuration: { S3Uri: 's3://results', KmsKeyId: 'alias/aws/s3' } },
};

describe('conforms', () => {
  it('returns an output that is what the model says', () => {
    expect(conforms('CreateFHIRDatastore', JSON.stringify(created))).toEqual(created);
    conforms('DescribeFHIRExportJob', JSON.stringify({ ExportJobProperties: job }));
    conforms('TagResource', '{}');
  });

  it.each([
    ['a member is missing', { ...created, DatastoreArn: undefined }, /'datastoreArn'.*must not be null/],
    ['a member is unknown', { ...created, Extra: 1 }, /Members unknown to the model: Extra/],
    ['a type is wrong', { ...created, DatastoreId: 7 }, /NUMBER_VALUE.*'datastoreId'/],
    ['an enum is wrong', { ...created, DatastoreStatus: 'READY' }, /'datastoreStatus'.*enum value set/],
    ['a pattern is broken', { ...created, DatastoreArn: 'arn:aws:s3:::b' }, /'datastoreArn'.*pattern/],
    ['a text is too long', { ...created, DatastoreEndpoint: 'x'.repeat(5001) }, /'datastoreEndpoint'.*5000/],
  ])('throws where %s', (_, output, message) => {
    expect(() => conforms('CreateFHIRDatastore', JSON.stringify(output))).toThrow(message);
  });

  it.each([
    [
      'a timestamp is text',
      { ...job, SubmitTime: '2026-01-01' },
      /Timestamp at 'exportJobProperties.submitTime'/,
    ],
    ['a message holds a comma', { ...job, Message: 'a, b' }, /'exportJobProperties.message'/],
    ['a union is empty', { ...job, OutputDataConfig: {} }, /'exportJobProperties.outputDataConfig'/],
    ['a nested member is unknown', { ...job, X: 1 }, /unknown to the model: exportJobProperties.X/],
  ])('throws where %s', (_, output, message) => {
    expect(() => conforms('DescribeFHIRExportJob', JSON.stringify({ ExportJobProperties: output }))).toThrow(
      message,
    );
  });
});

describe('conformsAsError', () => {
  const error = (type: string, message: unknown = 'no'): string =>
    JSON.stringify({ __type: type, Message: message });

  it('takes the exceptions of the operation, and those before any operation', () => {
    conformsAsError('DeleteFHIRDatastore', error('ConflictException'));
    conformsAsError('DeleteFHIRDatastore', error('SerializationException'));
  });

  it.each([
    ['the operation does not list it', error('ConflictException'), /cannot answer ConflictException/],
    ['the message is too long', error('ValidationException', 'x'.repeat(10_001)), /10000/],
    ['there is no message', JSON.stringify({ __type: 'ValidationException' }), /is not \{__type, Message\}/],
    ['the message is no text', error('ValidationException', 1), /is not \{__type, Message\}/],
    ['there is more', JSON.stringify({ __type: 'ValidationException', Message: '', stack: '' }), /stack/],
  ])('throws where %s', (_, body, message) => {
    expect(() => conformsAsError('CreateFHIRDatastore', body)).toThrow(message);
  });
});
