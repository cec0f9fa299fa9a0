import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { followCertificate, readCertificate } from './certificate.js';
import { keepSelfSigned, selfSignedFiles } from './self-signed.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wellspring-tls-'));
});
afterEach(() => rm(folder, { recursive: true }));

const day = 86_400_000;
const log = { info: () => undefined, error: () => undefined };

describe('a self-signed certificate', () => {
  test('names the machine and the host, lasts a year, and its key is for the owner only', async () => {
    await keepSelfSigned(folder, '192.0.2.7');
    const { cert, key } = selfSignedFiles(folder);
    const certificate = new X509Certificate(await readFile(cert));
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkIP('192.0.2.7')).toBe('192.0.2.7');
    expect(certificate.checkHost('example.org')).toBeUndefined();
    expect((Date.parse(certificate.validTo) - Date.now()) / day).toBeCloseTo(365, 0);
    expect((await stat(key)).mode & 0o077).toBe(0);
    expect((await readCertificate({ cert, key })).validTo).toEqual(new Date(certificate.validTo));
  });

  test('stays the same over restarts, and is renewed a month before it ends, or for another host', async () => {
    await keepSelfSigned(folder, 'localhost');
    const { cert, key } = selfSignedFiles(folder);
    const first = await readFile(cert, 'utf8');
    await keepSelfSigned(folder, 'localhost', Date.now() + 300 * day);
    expect(await readFile(cert, 'utf8')).toBe(first);
    await keepSelfSigned(folder, '0.0.0.0');
    expect(await readFile(cert, 'utf8')).toBe(first);
    await keepSelfSigned(folder, 'localhost', Date.now() + 340 * day);
    const second = await readFile(cert, 'utf8');
    expect(second).not.toBe(first);
    await keepSelfSigned(folder, '192.0.2.7', Date.now() + 340 * day);
    expect(await readFile(cert, 'utf8')).not.toBe(second);
    await rm(key);
    await keepSelfSigned(folder, '192.0.2.7', Date.now() + 340 * day);
    await readCertificate({ cert, key });
  });
});

describe('a given certificate', () => {
  test('that is not there is refused by name', async () => {
    await expect(readCertificate({ cert: join(folder, 'none.crt'), key: 'none.key' })).rejects.toMatchObject({
      code: 'certificate-unusable',
      message: expect.stringContaining('none.crt') as string,
    });
  });

  test('that does not belong to the key is refused', async () => {
    await keepSelfSigned(folder, 'localhost');
    const { cert, key } = selfSignedFiles(folder);
    const other = await readFile(key);
    await rm(key);
    await keepSelfSigned(folder, 'localhost');
    await writeFile(key, other);
    await expect(readCertificate({ cert, key })).rejects.toMatchObject({ code: 'certificate-unusable' });
  });

  test('is taken up when it is renewed, and one that cannot be used is passed over', async () => {
    await keepSelfSigned(folder, 'localhost');
    const files = selfSignedFiles(folder);
    const taken: string[] = [];
    const errors: object[] = [];
    const server = { setSecureContext: ({ cert }: { readonly cert: string }) => taken.push(cert) };
    const stop = followCertificate(files, server, { ...log, error: (details) => errors.push(details) }, 20);
    try {
      await sleep(100);
      expect(taken).toEqual([]);
      await rm(files.key);
      await keepSelfSigned(folder, 'localhost');
      const renewed = await readFile(files.cert, 'utf8');
      while (!taken.includes(renewed)) await sleep(10);
      const before = taken.length;
      await writeFile(files.cert, 'no certificate');
      while (errors.length === 0) await sleep(10);
      expect(taken.slice(before)).toEqual([]);
    } finally {
      stop();
    }
  });
});
