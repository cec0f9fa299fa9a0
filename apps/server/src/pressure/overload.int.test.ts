import { request, type ClientRequest } from 'node:http';
import { ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { loadRootCredential, signRequest, type RootCredential } from '@wellspring/access';
import { connect, type Database } from '@wellspring/database';
import { recordedEvents } from '@wellspring/audit/testing';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUnderTest, type ProgramUnderTest } from '../testing/program-under-test.js';

let test: TestDatabase;
let database: Database;
let program: ProgramUnderTest;
let storeId: string;
let base: string;

beforeAll(async () => {
  test = await testDatabase();
  database = connect({ url: test.url, max: 2 });
  program = await startUnderTest({
    DATABASE_URL: test.url,
    WELLSPRING_SEARCHES_AT_ONCE: '3',
    WELLSPRING_WRITES_AT_ONCE: '2',
    WELLSPRING_WAITING_REQUESTS: '2',
    WELLSPRING_WAITING_MS: '4000',
    // The fewest: one of each kind.
    WELLSPRING_DATABASE_CONNECTIONS: '4',
    WELLSPRING_BODY_MEMORY_BYTES: String(4 * 1024 * 1024),
  });
  storeId = await program.createStore();
  base = program.fhirUrl(storeId);
  expect((await put('p1', 'x')).status).toBe(201);
  // What it asks for the first time is asked before the lock.
  expect((await search()).status).toBe(200);
});

afterAll(async () => {
  await program.remove();
  await database.close();
  await test.drop();
});

const soon = { timeout: 10_000 };
const search = () => program.fetchFhir(`${base}Patient?identifier=a`);
const read = () => program.fetchFhir(`${base}Patient/p1`);
const put = (id: string, ...texts: readonly string[]) =>
  program.fetchFhir(`${base}Patient/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Patient', id, name: texts.map((text) => ({ text })) }),
  });

/** Value of a line of the page. */
async function figure(line: string): Promise<number> {
  const page = await (await fetch(`${program.endpoint}/metrics`)).text();
  const found = page.split('\n').find((each) => each.startsWith(`wellspring_${line} `));
  return Number(found?.split(' ').at(-1));
}

/** While it runs every search waits in the database. */
async function whileSearchesHang<T>(work: () => Promise<T>): Promise<T> {
  return database.transaction(async (client) => {
    await client.query(`LOCK TABLE ds_${storeId}.token IN ACCESS EXCLUSIVE MODE`);
    return work();
  });
}

/** The answers of so many at once, once none is missing. */
const all = (count: number, send: () => Promise<Response>) =>
  Promise.all(Array.from({ length: count }, send));

describe('more searches than are worked on', () => {
  it('end in 503 and Retry-After, and keep nobody else waiting', async () => {
    const before = await figure('requests_refused_total{class="search"}');
    const { answers, others, waits } = await whileSearchesHang(async () => {
      const searches = all(30, search);
      // Three are worked on, six wait.
      await expect.poll(() => figure('requests_waiting{class="search"}'), soon).toBe(6);
      const began = performance.now();
      const others = [
        await read(),
        await fetch(`${program.endpoint}/readyz`),
        await fetch(`${program.endpoint}/healthz`),
      ];
      await program.connection.healthLake.send(new ListFHIRDatastoresCommand({}));
      await program.connection.s3.send(new ListBucketsCommand({}));
      const waits = performance.now() - began;
      expect(await figure('database_waiting{lane="searches"}')).toBe(2);
      await expect.poll(() => figure('requests_waiting{class="search"}'), soon).toBe(0);
      return { answers: searches, others, waits };
    });
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(waits).toBeLessThan(4_000);
    const done = await answers;
    const refused = done.filter(({ status }) => status === 503);
    expect([done.length - refused.length, refused.length]).toEqual([3, 27]);
    expect(done.every(({ status }) => status === 503 || status === 200)).toBe(true);
    for (const answer of refused) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(await answer.json()).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'error', code: 'transient' }],
      });
    }
    expect((await figure('requests_refused_total{class="search"}')) - before).toBe(27);

    // 21 were sent away as they came; the six that waited had been let in, and are in the trail.
    const throttled = async () =>
      (await recordedEvents(test.url)).filter(({ errorCode }) => errorCode === 'ThrottlingException').length;
    await expect.poll(throttled, soon).toBe(6);
    expect(await Promise.all([search(), search(), search()])).toMatchObject([
      { status: 200 },
      { status: 200 },
      { status: 200 },
    ]);
  });
});

describe('clients that send slowly', () => {
  /** A signed write of which only the first bytes come. */
  const slowly = async (credentials: RootCredential): Promise<ClientRequest> => {
    const url = new URL(`${base}Patient/slow`);
    const body = `{"resourceType":"Patient","id":"slow"}${' '.repeat(1_000)}`;
    const headers = signRequest(
      {
        method: 'PUT',
        url,
        headers: { 'content-type': 'application/fhir+json', 'content-length': String(body.length) },
        body,
      },
      { credentials, region: 'us-east-1', service: 'healthlake' },
      Date.now(),
    );
    const sent = request(url, { method: 'PUT', headers });
    sent.on('error', () => undefined);
    await new Promise((resolve) => sent.write(body.slice(0, 10), resolve));
    return sent;
  };

  it('take no turn of those whose bodies are there', async () => {
    const credentials = await loadRootCredential(program.folder, () => undefined);
    const slow = await Promise.all(Array.from({ length: 5 }, () => slowly(credentials)));
    await expect.poll(() => figure('held_bytes{of="smallBodies"}'), soon).toBeGreaterThan(5_000);
    expect((await put('p2', 'x')).status).toBe(201);
    expect(await figure('requests_in_work{class="write"}')).toBe(0);
    for (const each of slow) each.destroy();
    await expect.poll(() => figure('held_bytes{of="smallBodies"}'), soon).toBe(0);
  });
});

describe('bodies larger together than there is memory for', () => {
  it('wait, or end in 503; afterwards all is as before', async () => {
    const text = 'x'.repeat(700 * 1024);
    const answers = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((number) => put(`large${number}`, text, text, text)),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 201 && status !== 503)).toEqual([]);
    expect(statuses.has(201)).toBe(true);
    expect((await put('p3', 'x')).status).toBe(201);
    expect(await figure('held_bytes{of="largeBodies"}')).toBe(0);
    expect(await figure('held_bytes{of="smallBodies"}')).toBe(0);
  });
});
