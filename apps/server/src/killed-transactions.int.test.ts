import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadRootCredential } from '@wellspring/access';
import { signedFetch, type SignedFetch } from '@wellspring/access/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectTo, disconnect } from './commands/connection.js';
import { createDataStore } from './commands/create-data-store.js';
import { readSettings } from './configuration/read-settings.js';
import { startServer, type ServerProcess } from './testing/server-process.js';

const transactions = 200;
const entries = 12;
let folder: string;
let server: ServerProcess;
let fetchFhir: SignedFetch;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wellspring-killed-transactions-'));
  server = await startServer(folder);
  const credentials = await loadRootCredential(folder);
  fetchFhir = signedFetch({ credentials, region: 'us-east-1', service: 'healthlake' });
  const client = connectTo(server.endpoint, readSettings({}), credentials);
  path = `/datastore/${await createDataStore(client.healthLake, 'killed')}/r4`;
  disconnect(client);
});
afterAll(async () => {
  try {
    await server.stop();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

const bundle = (name: string) =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: Array.from({ length: entries }, (_, at) => ({
      fullUrl: `urn:uuid:00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      resource: {
        resourceType: 'Patient',
        identifier: [{ system: 'http://a.example', value: name }],
        link: [{ other: { reference: 'urn:uuid:00000000-0000-4000-8000-000000000000' }, type: 'seealso' }],
      },
      request: { method: 'POST', url: 'Patient' },
    })),
  });
const send = (name: string, signal?: AbortSignal) =>
  fetchFhir(`${server.endpoint}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: bundle(name),
    ...(signal && { signal }),
  });
const count = async (name: string) => {
  const response = await fetchFhir(
    `${server.endpoint}${path}/Patient?identifier=${encodeURIComponent(`http://a.example|${name}`)}&_total=accurate&_count=0`,
  );
  return ((await response.json()) as { readonly total: number }).total;
};

it('leaves each of 200 transactions whole or absent where it is killed in their middle', async () => {
  const statuses = new Map<string, number>();
  const sent = Array.from({ length: transactions }, async (_, at) => {
    const name = `t${at}`;
    await send(name).then(
      async (response) => {
        await response.arrayBuffer().catch(() => undefined);
        statuses.set(name, response.status);
      },
      () => undefined,
    );
  });
  // In the middle: some are done, most are not.
  while (statuses.size < 20) await sleep(5);
  await server.kill();
  await Promise.all(sent);
  expect(new Set(statuses.values())).toEqual(new Set([200]));
  expect(statuses.size).toBeLessThan(transactions);

  server = await startServer(folder);
  let whole = 0;
  for (let at = 0; at < transactions; at++) {
    const found = await count(`t${at}`);
    expect([0, entries]).toContain(found);
    // What was answered is there.
    if (statuses.has(`t${at}`)) expect(found).toBe(entries);
    if (found === entries) whole += 1;
  }
  expect(whole).toBeGreaterThanOrEqual(statuses.size);
  expect(whole).toBeLessThan(transactions);
}, 120_000);

it('leaves a transaction whole or absent where the client goes away in its middle', async () => {
  for (let at = 0; at < 20; at++) {
    const leaving = new AbortController();
    // It may end in the middle of its answer, too.
    const answer = send(`gone${at}`, leaving.signal)
      .then((response) => response.arrayBuffer())
      .catch(() => undefined);
    await sleep(at * 3);
    leaving.abort();
    await answer;
  }
  // What was begun comes to its end.
  await sleep(1_000);
  for (let at = 0; at < 20; at++) expect([0, entries]).toContain(await count(`gone${at}`));
}, 60_000);
