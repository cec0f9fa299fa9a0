import { Readable } from 'node:stream';
import type { HttpRequest } from '@wellspring/http';
import { describe, expect, it, test } from 'vitest';
import { boolean, integer, list, readParameters, required, structure, text } from './parameter.js';
import { readQueryForm } from './query-form.js';
import { queryAnswer, queryErrorAnswer } from './xml-answer.js';

const service = { namespace: 'https://iam.amazonaws.com/doc/2010-05-08/', version: '2010-05-08' };

function posted(body: string, method = 'POST'): HttpRequest {
  return {
    method,
    path: '/',
    query: method === 'GET' ? body : '',
    headers: {},
    rawHeaders: [],
    body: Readable.from([Buffer.from(body)], { objectMode: false }),
    signal: new AbortController().signal,
    requestId: 'r',
  };
}

describe('a form', () => {
  test.each(['POST', 'GET'])('is read from a %s, without what belongs to the signature', async (method) => {
    const form = await readQueryForm(
      posted('Action=Get+It&Name=a%2Fb%20%C3%A4&Empty=&X-Amz-Date=1&Flag', method),
    );
    expect([...form]).toEqual([
      ['Action', 'Get It'],
      ['Name', 'a/b ä'],
      ['Empty', ''],
      ['Flag', ''],
    ]);
  });
  it('takes UTF-8 that is not encoded', async () => {
    expect((await readQueryForm(posted('Name=ä'))).get('Name')).toBe('ä');
  });
  test.each([
    ['a=1&a=2', 'a name that is there twice'],
    ['a=%', 'a broken escape'],
    ['a=%ff', 'bytes that are no UTF-8'],
    [Array.from({ length: 1001 }, (_, at) => `p${at}=`).join('&'), 'too many parameters'],
  ])('is refused with %.10s: %s', async (body) => {
    await expect(readQueryForm(posted(body))).rejects.toMatchObject({ code: 'iam-malformed-query' });
  });
  it('is refused when it is too large', async () => {
    const body = `a=${'x'.repeat(1024 * 1024)}`;
    await expect(readQueryForm(posted(body))).rejects.toMatchObject({ code: 'body-too-large' });
  });
});

describe('parameters', () => {
  const parameters = {
    Name: required(text({ min: 1, max: 4, pattern: '[a-z]+' })),
    Count: integer({ min: 1, max: 10 }),
    Deep: boolean,
    Tags: list(structure({ Key: required(text({ min: 1 })), Value: text({}) }), { max: 2 }),
  };
  const read = (values: Record<string, string>) =>
    readParameters(new Map(Object.entries(values)), parameters);

  it('are read by what they are', () => {
    expect(
      read({
        Name: 'ada',
        Count: '10',
        Deep: 'true',
        'Tags.member.10.Key': 'b',
        'Tags.member.2.Key': 'a',
        'Tags.member.2.Value': '',
      }),
    ).toEqual({
      Name: 'ada',
      Count: 10,
      Deep: true,
      Tags: [
        { Key: 'a', Value: '' },
        { Key: 'b', Value: undefined },
      ],
    });
    expect(read({ Name: 'a', Tags: '' }).Tags).toEqual([]);
  });

  // The words are those that IAM answers with, e.g. https://repost.aws/knowledge-center/iam-principal-policy.
  test.each<[Record<string, string>, string]>([
    [
      {},
      "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
    [
      { Name: 'A b' },
      "1 validation error detected: Value 'A b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
    ],
    [
      { Name: 'abcde', Count: '11' },
      "2 validation errors detected: Value 'abcde' at 'name' failed to satisfy constraint: Member must have length less than or equal to 4; Value '11' at 'count' failed to satisfy constraint: Member must have value less than or equal to 10",
    ],
    [
      { Name: 'a', 'Tags.member.1.Value': 'x' },
      "1 validation error detected: Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null",
    ],
  ])('are refused together: %j', (values, message) => {
    expect(() => read(values)).toThrow(expect.objectContaining({ code: 'iam-validation-error', message }));
  });
  test.each([{ Count: '1e3' }, { Count: '0' }, { Deep: 'yes' }, { 'Tags.member.x.Key': 'a', Name: '' }])(
    'are refused: %j',
    (values: Record<string, string>) => {
      expect(() => read({ Name: 'a', ...values })).toThrow(/1 validation error|2 validation errors/);
    },
  );
  it('are bounded in number', () => {
    const many = Object.fromEntries([1, 2, 3].map((at) => [`Tags.member.${at}.Key`, 'k']));
    expect(() => read({ Name: 'a', ...many })).toThrow(/'tags' .*length less than or equal to 2/);
  });
});

describe('answers', () => {
  it('are XML in the namespace of the service', () => {
    const answer = queryAnswer(
      service,
      'GetThing',
      {
        Name: '<a & "b">',
        Made: new Date('2024-02-29T12:00:00.500Z'),
        Absent: undefined,
        Items: ['x', { Deep: true }],
        Counts: new Map([['Users', 3]]),
        None: [],
      },
      'req-1',
    );
    expect(answer.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<GetThingResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetThingResult>' +
        '<Name>&lt;a &amp; &quot;b&quot;&gt;</Name><Made>2024-02-29T12:00:00Z</Made>' +
        '<Items><member>x</member><member><Deep>true</Deep></member></Items>' +
        '<Counts><entry><key>Users</key><value>3</value></entry></Counts><None></None>' +
        '</GetThingResult><ResponseMetadata><RequestId>req-1</RequestId></ResponseMetadata></GetThingResponse>',
    );
  });
  it('say whose fault an error is', () => {
    const error = {
      status: 404,
      code: 'NoSuchEntity',
      message: 'The user with name a\u0001 cannot be found.',
    };
    const answer = queryErrorAnswer(service, error, 'req-1');
    expect(answer.status).toBe(404);
    expect(answer.body).toContain(
      '<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>The user with name a\ufffd cannot be found.</Message></Error>',
    );
    expect(queryErrorAnswer(service, { ...error, status: 500 }, '').body).toContain('<Type>Receiver</Type>');
  });
});
