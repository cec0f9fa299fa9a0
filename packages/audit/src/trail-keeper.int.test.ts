import { createHash, createPublicKey, createVerify, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { createSealer } from '@wellspring/access';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliver, type DeliveryOptions } from './delivery/deliver.js';
import { removeExpired } from './retention/remove-expired.js';
import { madeUpLine, testTrail, type TestTrail } from './testing/test-trail.js';
import { verifyTrail } from './verify/verify-trail.js';

const hour = 3_600_000;
let trail: TestTrail;
beforeEach(async () => {
  trail = await testTrail();
});
afterEach(() => trail.end());

describe('delivery', () => {
  const start = Date.parse('2026-03-01T10:00:00Z');
  interface Kept {
    readonly bytes: Buffer;
    readonly metadata: Readonly<Record<string, string>>;
  }
  interface Digest {
    readonly digestS3Object: string;
    readonly digestEndTime: string;
    readonly previousDigestS3Object: string | null;
    readonly previousDigestHashValue: string | null;
    readonly previousDigestSignature: string | null;
    readonly logFiles: readonly { readonly s3Object: string; readonly hashValue: string }[];
  }

  it('puts each event into one log file, with a chain of signed digests, whatever fails in between', async () => {
    let now = start + 60_000;
    const node = trail.node({ now: () => now });
    const names = ['First', 'Second', 'Third', 'Fourth'];
    // Two in the first hour, none in the second, one in the third, one in the hour that is not over.
    for (const [at, name] of names.entries()) {
      now = start + [0.2, 0.5, 2.1, 3.2][at]! * hour;
      await node.write([madeUpLine(name)]);
    }
    const kept = new Map<string, Kept>();
    const writes: string[] = [];
    let failing = 0;
    const options: DeliveryOptions = {
      database: trail.database,
      sealer: createSealer(randomBytes(32)),
      bucket: 'trail',
      accountId: '000000000000',
      region: 'us-east-1',
      objects: {
        ensureBucket: () => Promise.resolve('present'),
        put: async (_, key, body, put) => {
          const bytes = body instanceof Readable ? await buffer(body) : body;
          if (failing-- > 0) throw new Error('away');
          writes.push(key);
          const before = kept.get(key);
          if (before) expect(gunzipSync(before.bytes)).toEqual(gunzipSync(bytes));
          kept.set(key, { bytes, metadata: put?.metadata ?? {} });
          return { etag: '' };
        },
      },
    };
    now = start + 3.5 * hour;
    failing = 1;
    await expect(deliver(options, now)).rejects.toThrow('away');
    expect(await deliver(options, now)).toBe(3);
    expect(await deliver(options, now)).toBe(0);
    expect(new Set(writes).size).toBe(writes.length);

    const jsonOf = (key: string): unknown => JSON.parse(gunzipSync(kept.get(key)!.bytes).toString());
    const logs = [...kept.keys()].filter((key) => key.includes('/CloudTrail/')).sort();
    const digests = [...kept.keys()].filter((key) => key.includes('/CloudTrail-Digest/')).sort();
    expect(logs).toHaveLength(2);
    expect(digests.map((key) => key.slice(-24, -8))).toEqual([
      '20260301T110000Z',
      '20260301T120000Z',
      '20260301T130000Z',
    ]);
    expect(logs[0]).toMatch(
      /^AWSLogs\/000000000000\/CloudTrail\/us-east-1\/2026\/03\/01\/000000000000_CloudTrail_us-east-1_20260301T1100Z_[0-9a-f]{16}\.json\.gz$/,
    );
    const events = logs.map((key) =>
      (jsonOf(key) as { readonly Records: readonly { readonly eventName: string }[] }).Records.map(
        ({ eventName }) => eventName,
      ),
    );
    expect(events).toEqual([['First', 'Second'], ['Third']]);

    const [row] = await trail.database.query<{ readonly public_key: Buffer }>(
      'SELECT public_key FROM wellspring.audit_signing_key',
    );
    const publicKey = createPublicKey({ key: row!.public_key, type: 'pkcs1', format: 'der' });
    let previous: Digest | undefined;
    for (const key of digests) {
      const text = gunzipSync(kept.get(key)!.bytes);
      const digest = JSON.parse(text.toString()) as Digest;
      const hash = createHash('sha256').update(text).digest('hex');
      const signed = `${digest.digestEndTime}\ntrail/${key}\n${hash}\n${digest.previousDigestSignature ?? 'null'}`;
      const { signature } = kept.get(key)!.metadata;
      expect(createVerify('sha256').update(signed).verify(publicKey, signature!, 'hex')).toBe(true);
      expect(digest.previousDigestS3Object).toBe(previous?.digestS3Object ?? null);
      for (const { s3Object, hashValue } of digest.logFiles)
        expect(
          createHash('sha256')
            .update(gunzipSync(kept.get(s3Object)!.bytes))
            .digest('hex'),
        ).toBe(hashValue);
      previous = digest;
    }
    // The fourth goes with its own hour.
    now = start + 4.5 * hour;
    expect(await deliver(options, now)).toBe(1);
    expect([...kept.keys()].filter((key) => key.includes('/CloudTrail/'))).toHaveLength(3);
  });
});

describe('retention', () => {
  const start = Date.parse('2010-01-01T00:00:00Z');
  it('removes what is older from the beginning on, and the rest is proved still', async () => {
    let now = start;
    const node = trail.node({ now: () => now });
    for (let at = 0; at < 6; at++) {
      await node.write([madeUpLine(`Event${at}`)]);
      now += 24 * hour;
    }
    const later = start + 2_190 * 24 * hour + 3.5 * 24 * hour;
    expect(await removeExpired(trail.database, trail.key, 2_190, later)).toBe(4);
    expect(await removeExpired(trail.database, trail.key, 2_190, later)).toBe(0);
    const options = { database: trail.database, keys: [trail.key] };
    expect(await verifyTrail(options)).toMatchObject({ blocks: 2, events: 2, problem: undefined });
    // The last one stays, however old it is, and the chain goes on from it.
    expect(await removeExpired(trail.database, trail.key, 2_190, Date.now())).toBe(1);
    await node.write([madeUpLine('After')]);
    expect(await verifyTrail(options)).toMatchObject({ blocks: 2, events: 2, problem: undefined });
  });

  it('is six years at least, for the program and for the database', async () => {
    await expect(removeExpired(trail.database, trail.key, 2_189, Date.now())).rejects.toThrow(RangeError);
    await trail.node().write([madeUpLine('New')]);
    await trail.node().write([madeUpLine('Newer')]);
    await expect(
      removeExpired(trail.database, trail.key, 2_190, Date.now() + 3_000 * 24 * hour),
    ).rejects.toMatchObject({ code: '42501' });
  });
});
