import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { loadRootCredential } from '@wellspring/access';
import { signedFetch, type SignedFetch } from '@wellspring/access/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { connectTo, disconnect, type Connection } from '../commands/connection.js';
import { createDataStore } from '../commands/create-data-store.js';
import { ensureBucket } from '../commands/job-places.js';
import { readSettings } from '../configuration/read-settings.js';
import { startServer, type ServerProcess } from '../testing/server-process.js';
import { connectionsOn, isThere, servingProcesses } from '../testing/system-processes.js';

const bucket = 'shared';
const settings = {
  WELLSPRING_PROCESSES: '2',
  WELLSPRING_PROCESS_SILENCE_MS: '10000',
  WELLSPRING_MAX_CONNECTIONS: '40',
  WELLSPRING_LOG_LEVEL: 'fatal',
};
const patient = (family: string) => JSON.stringify({ resourceType: 'Patient', id: 'p', name: [{ family }] });

let folder: string;
let server: ServerProcess;
let client: Connection;
let fetchFhir: SignedFetch;
let base: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wellspring-processes-'));
  server = await startServer(folder, settings);
  const credentials = await loadRootCredential(folder);
  fetchFhir = signedFetch({ credentials, region: 'us-east-1', service: 'healthlake' });
  client = connectTo(server.endpoint, readSettings({}), credentials);
  base = `${server.endpoint}/datastore/${await createDataStore(client.healthLake, 'shared')}/r4`;
  await ensureBucket(client.s3, bucket);
}, 120_000);
afterAll(async () => {
  disconnect(client);
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** @returns the status, or undefined where the connection broke */
async function put(family: string): Promise<number | undefined> {
  try {
    const response = await fetchFhir(`${base}/Patient/p`, {
      method: 'PUT',
      headers: { 'content-type': 'application/fhir+json' },
      body: patient(family),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

const putObject = (text: string) =>
  client.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'a/b', Body: text }));

/** Opens connections, and keeps them. */
async function openSockets(count: number): Promise<readonly Socket[]> {
  const { port } = new URL(server.endpoint);
  const sockets = Array.from({ length: count }, () => connectSocket(Number(port), '127.0.0.1'));
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.on('error', () => undefined);
          socket.once('data', () => {
            resolve();
          });
          socket.once('close', () => {
            resolve();
          });
          socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
        }),
    ),
  );
  return sockets;
}

it('spreads connections evenly over the processes, and turns away what is beyond the most of all', async () => {
  const port = Number(new URL(server.endpoint).port);
  const processes = servingProcesses(server.pid);
  expect(processes).toHaveLength(2);
  /** Those that clients keep open from before are among them. */
  const spread = () => processes.map((pid) => connectionsOn(port, pid));
  const opened: Socket[] = [];
  onTestFinished(() => {
    for (const socket of opened) socket.destroy();
  });
  const few = await openSockets(10);
  opened.push(...few);
  expect(Math.abs(spread()[0]! - spread()[1]!)).toBeLessThanOrEqual(2);
  expect(Math.min(...spread())).toBeGreaterThanOrEqual(4);
  expect(connectionsOn(port, server.pid)).toBe(0);
  for (const socket of few) socket.destroy();

  // Those that were closed are not counted any more, a moment later.
  await sleep(500);
  const many = await openSockets(60);
  opened.push(...many);
  expect(spread()[0]! + spread()[1]!).toBe(40);
  // One that takes none at the moment, on a busy machine, is sent 16 at most, and the other one has the rest.
  expect(Math.abs(spread()[0]! - spread()[1]!)).toBeLessThanOrEqual(40 - 2 * 16);
  expect(many.filter((socket) => !socket.destroyed).length).toBeGreaterThan(25);
  for (const socket of many) socket.destroy();
  await sleep(500);
  expect((await fetch(`${server.endpoint}/readyz`)).status).toBe(200);
});

it('replaces a process that is killed while others go on, and nothing stays locked', async () => {
  const before = servingProcesses(server.pid);
  const Body = randomBytes(5 * 1024 * 1024);
  const place = { Bucket: bucket, Key: 'large' };
  const { UploadId } = await client.s3.send(new CreateMultipartUploadCommand(place));
  const { ETag } = await client.s3.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body }));

  let isOver = false;
  let acknowledged = 0;
  let broken = 0;
  const writing = Array.from({ length: 8 }, async (_, at) => {
    for (let n = 0; !isOver; n++) {
      // All of them the same resource and the same object, so that whoever is killed has one of the locks.
      const [status] = await Promise.all([put(`F${String(at)}-${String(n)}`), putObject(`${at} ${n}`)]);
      if (status === undefined) broken += 1;
      else {
        expect([200, 201]).toContain(status);
        acknowledged += 1;
      }
    }
  });
  await expect.poll(() => acknowledged, { timeout: 30_000 }).toBeGreaterThan(20);
  process.kill(before[0]!, 'SIGKILL');
  const killedAt = acknowledged;
  await expect.poll(() => acknowledged, { timeout: 30_000 }).toBeGreaterThan(killedAt + 20);
  await expect.poll(() => servingProcesses(server.pid).length, { timeout: 30_000 }).toBe(2);
  isOver = true;
  await Promise.all(writing);
  const after = servingProcesses(server.pid);
  expect(after).toContain(before[1]);
  expect(after).not.toContain(before[0]);

  // What was answered is there, each once; of what broke nobody can tell.
  const history = (await (await fetchFhir(`${base}/Patient/p/_history?_count=1`)).json()) as {
    total: number;
  };
  expect(history.total).toBeGreaterThanOrEqual(acknowledged);
  expect(history.total).toBeLessThanOrEqual(acknowledged + broken);
  expect(await put('Last')).toBe(200);
  await client.s3.send(
    new CompleteMultipartUploadCommand({
      ...place,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    }),
  );
  const { ContentLength } = await client.s3.send(new GetObjectCommand(place));
  expect(ContentLength).toBe(Body.length);
  // Locks are there while they are held, and the file by which each process makes them.
  await expect
    .poll(async () =>
      (await readdir(join(folder, 'objects', '.locks'))).filter((name) => !name.startsWith('process-')),
    )
    .toEqual([]);
  expect(await readdir(join(folder, 'objects', '.temporary'))).toEqual([]);
}, 120_000);

it('replaces a process that hangs', async () => {
  const [stuck, other] = servingProcesses(server.pid);
  process.kill(stuck!, 'SIGSTOP');
  await expect.poll(() => servingProcesses(server.pid).includes(stuck!), { timeout: 30_000 }).toBe(false);
  await expect.poll(() => servingProcesses(server.pid).length, { timeout: 30_000 }).toBe(2);
  // One that serves says something each second, whether it has anything to do or not.
  await sleep(Number(settings.WELLSPRING_PROCESS_SILENCE_MS) + 2_000);
  expect(servingProcesses(server.pid)).toContain(other);
  expect(await put('Unstuck')).toBe(200);
}, 120_000);

it('ends with its first process, however that ends, and starts again on what it left', async () => {
  const processes = servingProcesses(server.pid);
  await server.kill();
  await expect.poll(() => processes.filter(isThere), { timeout: 10_000 }).toEqual([]);
  disconnect(client);

  server = await startServer(folder, settings);
  const postgres = Number(
    (await readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0],
  );
  client = connectTo(server.endpoint, readSettings({}), await loadRootCredential(folder));
  base = base.replace(/^https?:\/\/[^/]+/, server.endpoint);
  expect(await put('Again')).toBe(200);
  await putObject('again');
  const restarted = servingProcesses(server.pid);
  // As a service manager does, which tells every process of the group.
  for (const pid of restarted) process.kill(pid, 'SIGTERM');
  await sleep(200);
  expect(restarted.filter(isThere)).toEqual(restarted);
  expect(await server.stop()).toBe(0);
  expect([...restarted, postgres].filter(isThere)).toEqual([]);
}, 120_000);
