import { connect as connectSocket } from 'node:net';
import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { loadRootCredential, signRequest } from '@wellspring/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBucket } from './commands/job-places.js';
import { runExport } from './commands/run-export.js';
import { runImport } from './commands/run-import.js';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

let program: ProgramUnderTest;
let storeId: string;
let base: string;
const bucket = 'bad-input';

beforeAll(async () => {
  program = await startUnderTest();
  storeId = await program.createStore('bad-input');
  base = program.fhirUrl(storeId);
  await ensureBucket(program.connection.s3, bucket);
});

afterAll(async () => {
  await program.remove();
});

const json = { 'content-type': 'application/fhir+json' };

interface Outcome {
  readonly resourceType: string;
  readonly issue: readonly {
    readonly severity: string;
    readonly code: string;
    readonly diagnostics: string;
  }[];
}

async function post(
  path: string,
  body: string | Buffer,
  method = 'POST',
): Promise<{ status: number; outcome: Outcome }> {
  const response = await program.fetchFhir(`${base}${path}`, { method, headers: json, body });
  return { status: response.status, outcome: (await response.json()) as Outcome };
}

async function patients(): Promise<number> {
  const response = await program.fetchFhir(`${base}Patient?_total=accurate&_count=0`);
  return ((await response.json()) as { total: number }).total;
}

/** One JSON number of thirty digits: no double holds it. */
const manyDigits = '1.000000000000000000000000000010';

describe('a resource that cannot be taken', () => {
  const patient = (inside: string): string => `{"resourceType":"Patient"${inside}}`;
  const cases: readonly (readonly [what: string, body: string | Buffer, message: RegExp])[] = [
    ['nothing', '', /empty/i],
    ['truncated JSON', '{"resourceType":"Patient","name":[{"family":"Tru', /line 1/i],
    ['text after the document', '{"resourceType":"Patient"} and more', /line 1/i],
    ['an array', '[]', /object/i],
    ['10,000 levels', patient(`,"x":${'['.repeat(10_000)}${']'.repeat(10_000)}`), /deep|nest/i],
    ['a duplicate key', patient(',"active":true,"active":false'), /active/],
    ['a duplicate key further down', patient(',"name":[{"family":"a","family":"b"}]'), /family/],
    [
      'invalid UTF-8',
      Buffer.concat([
        Buffer.from('{"resourceType":"Patient","name":[{"family":"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"}]}'),
      ]),
      /utf-8/i,
    ],
    ['a lone surrogate', patient(',"name":[{"family":"\\ud800"}]'), /surrogate/i],
    ['__proto__ as a key', patient(',"__proto__":{"admin":true}'), /__proto__/],
    ['constructor as a key', patient(',"constructor":{"prototype":{}}'), /constructor/],
    ['an unknown element', patient(',"nmae":[]'), /nmae/],
    ['an unknown type', '{"resourceType":"Patent"}', /Patent/],
    ['no type', '{"id":"x"}', /resourceType/],
    [
      'another type than the URL says',
      '{"resourceType":"Observation","status":"final","code":{"text":"x"}}',
      /Observation/,
    ],
    ['a date that is not', patient(',"birthDate":"2023-02-30"'), /birthDate/],
    ['a code outside its closed list', patient(',"gender":"unknowable"'), /gender/],
    ['a string where a boolean belongs', patient(',"active":"yes"'), /active/],
    ['an object where an array belongs', patient(',"name":{"family":"x"}'), /name/],
  ];

  it.each(cases)('%s is refused, named, and not stored', async (_, body, message) => {
    const before = await patients();
    const { status, outcome } = await post('Patient', body);
    expect([400, 422]).toContain(status);
    expect(outcome.resourceType).toBe('OperationOutcome');
    expect(outcome.issue.map((issue) => issue.diagnostics).join('\n')).toMatch(message);
    expect(await patients()).toBe(before);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('an id of more than 64 characters is refused in body and URL', async () => {
    const id = 'a'.repeat(65);
    const { status, outcome } = await post(`Patient/${id}`, `{"resourceType":"Patient","id":"${id}"}`, 'PUT');
    expect(status).toBe(400);
    expect(outcome.issue[0]!.diagnostics).toMatch(/id/);
  });

  it('an id that differs from the URL is refused', async () => {
    const { status } = await post('Patient/one', '{"resourceType":"Patient","id":"two"}', 'PUT');
    expect(status).toBe(400);
  });

  it('decimals keep every digit', async () => {
    const body = `{"resourceType":"Observation","id":"digits","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.10},"component":[{"code":{"text":"y"},"valueQuantity":{"value":${manyDigits}}},{"code":{"text":"z"},"valueQuantity":{"value":1e400}}]}`;
    const put = await program.fetchFhir(`${base}Observation/digits`, { method: 'PUT', headers: json, body });
    expect(put.status).toBe(201);
    const text = await (await program.fetchFhir(`${base}Observation/digits`)).text();
    expect(text).toContain('"value":1.10}');
    expect(text).toContain(`"value":${manyDigits}}`);
    expect(text).toContain('"value":1e400}');
  });

  it('a body of 100 MB is refused with an OperationOutcome, and the server goes on', async () => {
    const size = 100 * 1024 * 1024;
    const url = new URL(`${base}Patient`);
    const headers = signRequest(
      { method: 'POST', url, headers: json, body: '' },
      { credentials: await loadRootCredential(program.folder), region: 'us-east-1', service: 'healthlake' },
      Date.now(),
    );
    const chunk = Buffer.alloc(1024 * 1024, 0x20);
    const sent = httpRequest(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(size) },
    });
    const answered = once(sent, 'response') as Promise<[NodeJS.ReadableStream & { statusCode: number }]>;
    sent.on('error', () => undefined);
    Readable.from(
      (function* () {
        for (let at = 0; at < size; at += chunk.length) yield chunk;
      })(),
    ).pipe(sent);
    const [response] = await answered;
    let text = '';
    for await (const part of response) text += String(part);
    expect(response.statusCode).toBe(413);
    expect(JSON.parse(text)).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'too-long' }],
    });
    expect((await program.fetchFhir(`${base}metadata`)).status).toBe(200);
  }, 60_000);
});

describe('a body that is refused', () => {
  it.each([
    ['of a length that is told', (size: number) => `content-length: ${size}`, (piece: Buffer) => [piece]],
    [
      'in chunks',
      () => 'transfer-encoding: chunked',
      (piece: Buffer) => [Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')],
    ],
  ])(
    'is taken to its end all the same: one %s',
    async (_, framing, framed) => {
      const size = 12 * 1024 * 1024;
      const url = new URL(`${base}Patient`);
      const headers = signRequest(
        { method: 'POST', url, headers: json, body: '' },
        { credentials: await loadRootCredential(program.folder), region: 'us-east-1', service: 'healthlake' },
        Date.now(),
      );
      const socket = connectSocket(Number(url.port), url.hostname);
      let text = '';
      const failures: Error[] = [];
      socket.on('data', (part) => (text += part.toString()));
      socket.on('error', (error) => failures.push(error));
      const head = Object.entries({ host: url.host, ...headers }).map(([name, value]) => `${name}: ${value}`);
      socket.write([`POST ${url.pathname} HTTP/1.1`, ...head, framing(size), '', ''].join('\r\n'));
      const piece = Buffer.alloc(512 * 1024, 0x20);
      for (let at = 0; at < size; at += piece.length) {
        for (const part of framed(piece)) socket.write(part);
        await sleep(5);
      }
      for (let tries = 0; tries < 200 && !text.includes('too-long'); tries++) await sleep(25);
      await sleep(100);
      expect(text).toMatch(/^HTTP\/1\.1 413 /);
      expect([failures, socket.bytesWritten >= size, socket.closed]).toEqual([[], true, false]);
      socket.destroy();
    },
    60_000,
  );
});

describe('jobs whose places are wrong', () => {
  const job = (input: { bucket: string; prefix: string }, output = { bucket, prefix: 'log/' }) =>
    runImport(program.connection, { storeId, input, output });

  it('an input bucket that is missing fails the job, and it says so', async () => {
    const { JobStatus, Message } = await job({ bucket: 'no-such-bucket', prefix: 'in/' });
    expect(JobStatus).toBe('FAILED');
    expect(Message).toMatch(/no-such-bucket/);
  });

  it('a prefix that holds no file fails the job, and it says so', async () => {
    const { JobStatus, Message } = await job({ bucket, prefix: 'nothing-here/' });
    expect(JobStatus).toBe('FAILED');
    expect(Message).toMatch(/nothing-here/);
  });

  it('an output bucket that is missing fails the job, and nothing is imported', async () => {
    await program.connection.s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: 'in/p.ndjson',
        Body: '{"resourceType":"Patient","id":"unwritten"}\n',
      }),
    );
    const { JobStatus, Message } = await job(
      { bucket, prefix: 'in/' },
      { bucket: 'no-such-output', prefix: 'log/' },
    );
    expect(JobStatus).toBe('FAILED');
    expect(Message).toMatch(/no-such-output/);
    expect((await program.fetchFhir(`${base}Patient/unwritten`)).status).toBe(404);
  });

  it('an export to a missing bucket fails, and it says so', async () => {
    const { JobStatus, Message } = await runExport(program.connection, {
      storeId,
      output: { bucket: 'no-such-output', prefix: '' },
    });
    expect(JobStatus).toBe('FAILED');
    expect(Message).toMatch(/no-such-output/);
  });
});

describe('a client that goes away midway', () => {
  async function sendHalf(service: 'healthlake' | 's3', path: string): Promise<void> {
    const url = new URL(path, program.endpoint);
    const body = JSON.stringify({
      resourceType: 'Patient',
      id: 'half',
      name: [{ family: 'x'.repeat(1000) }],
    });
    const headers = signRequest(
      { method: 'PUT', url, headers: json, body },
      { credentials: await loadRootCredential(program.folder), region: 'us-east-1', service },
      Date.now(),
    );
    const socket = connectSocket(Number(url.port), url.hostname);
    await once(socket, 'connect');
    const head = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) });
    socket.write(
      `PUT ${url.pathname} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body.slice(0, 500)}`,
    );
    await sleep(200);
    socket.destroy();
    await sleep(200);
  }

  it('leaves no resource', async () => {
    await sendHalf('healthlake', new URL(`${base}Patient/half`).pathname);
    expect((await program.fetchFhir(`${base}Patient/half`)).status).toBe(404);
  });

  it('leaves no object', async () => {
    await sendHalf('s3', `/${bucket}/half.json`);
    await expect(
      program.connection.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'half.json' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it('does not disturb others while it reads slowly', async () => {
    await program.connection.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'big', Body: Buffer.alloc(8 * 1024 * 1024) }),
    );
    const { Body } = await program.connection.s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'big' }));
    (Body as Readable).destroy();
    expect((await program.fetchFhir(`${base}metadata`)).status).toBe(200);
  });
});

describe('requests without a right', () => {
  it('nothing is served unsigned but the operators’ pages', async () => {
    for (const path of ['/healthz', '/readyz', '/docs'])
      expect((await fetch(`${program.endpoint}${path}`)).status).toBe(200);
    const fhir = await fetch(`${base}Patient`);
    expect(fhir.status).toBe(403);
    expect(await fhir.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    const control = await fetch(program.endpoint, {
      method: 'POST',
      headers: {
        'x-amz-target': 'HealthLake.ListFHIRDatastores',
        'content-type': 'application/x-amz-json-1.0',
      },
      body: '{}',
    });
    expect(await control.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    const s3 = await fetch(`${program.endpoint}/${bucket}/big`);
    expect(s3.status).toBe(403);
    expect(await s3.text()).toContain('<Code>AccessDenied</Code>');
  });
});

describe('a bucket with the name of an operators’ page', () => {
  it('is a bucket to whoever signs', async () => {
    await ensureBucket(program.connection.s3, 'docs');
    await program.connection.s3.send(new PutObjectCommand({ Bucket: 'docs', Key: 'page', Body: 'x' }));
    const listed = await program.connection.s3.send(new ListObjectsV2Command({ Bucket: 'docs' }));
    expect(listed.Contents?.map((object) => object.Key)).toEqual(['page']);
    await expect(
      program.connection.s3.send(new HeadBucketCommand({ Bucket: 'readyz' })),
    ).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
    expect((await fetch(`${program.endpoint}/readyz`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('two starts on one data folder', () => {
  it('the second is refused, and the first goes on', async () => {
    await expect(startUnderTest({}, program.folder)).rejects.toMatchObject({ code: 'data-folder-in-use' });
    expect((await program.fetchFhir(`${base}metadata`)).status).toBe(200);
  });
});
