import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { loadRootCredential } from '@wellspring/access';
import { signedFetch } from '@wellspring/access/testing';
import { recordedEvents } from '@wellspring/audit/testing';
import { connect, runningPostgresUrl } from '@wellspring/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectTo, disconnect } from './commands/connection.js';
import { createDataStore } from './commands/create-data-store.js';
import { readSettings } from './configuration/read-settings.js';
import { startServer, type ServerProcess } from './testing/server-process.js';

const program = fileURLToPath(new URL('../bin/wellspring.mjs', import.meta.url));
let folder: string;
let server: ServerProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wellspring-killed-audit-'));
  server = await startServer(folder);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const verify = () =>
  promisify(execFile)(process.execPath, [program, 'audit', 'verify'], {
    env: { ...process.env, WELLSPRING_DATA: folder },
  });

it('a server that is killed has every change that it answered in its trail, which is whole; one byte changed is found', async () => {
  const credentials = await loadRootCredential(folder);
  const client = connectTo(server.endpoint, readSettings({}), credentials);
  const storeId = await createDataStore(client.healthLake, 'killed');
  disconnect(client);
  const send = signedFetch({ credentials, region: 'us-east-1', service: 'healthlake' });
  const answered: string[] = [];
  for (let round = 0; round < 2; round++) {
    const base = `${server.endpoint}/datastore/${storeId}/r4/`;
    let isKilled = false;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let at = 0; !isKilled; at++) {
        const id = `r${round}-${writer}-${at}`;
        const body = JSON.stringify({ resourceType: 'Basic', id, code: { text: 'x' } });
        const headers = { 'content-type': 'application/fhir+json' };
        try {
          const { status } = await send(`${base}Basic/${id}`, { method: 'PUT', headers, body });
          if (status === 201) answered.push(id);
        } catch {
          return;
        }
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 800));
    const killed = server.kill();
    isKilled = true;
    await Promise.all([killed, ...writers]);
    server = await startServer(folder);
  }
  expect(answered.length).toBeGreaterThan(20);
  const url = (await runningPostgresUrl(join(folder, 'postgres')))!;
  const recorded = new Set(
    (await recordedEvents(url)).flatMap(({ additionalEventData }) =>
      (additionalEventData.changes ?? []).map(({ id }) => id),
    ),
  );
  expect(answered.filter((id) => !recorded.has(id))).toEqual([]);
  expect((await verify()).stdout).toMatch(/^verified: \d+ records in \d+ blocks, written from /);

  const database = connect({ url, max: 1 });
  try {
    await database.query('ALTER TABLE wellspring.audit_block DISABLE TRIGGER USER');
    await database.query(
      `UPDATE wellspring.audit_block SET body = set_byte(body, 20, get_byte(body, 20) # 1) WHERE number = 2`,
    );
  } finally {
    await database.close();
  }
  await expect(verify()).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/NOT as it was written: record \d+, block 2 /) as string,
  });
}, 120_000);
