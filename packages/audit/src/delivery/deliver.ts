import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Sealer } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import type { ObjectClient } from '@wellspring/objects';
import { secondsOf } from '../event/user-identity.js';
import { firstBlockSince } from '../trail/read-blocks.js';
import { putLogFile } from './log-file.js';
import { signingKey } from './signing-key.js';

export interface DeliveryOptions {
  readonly database: Pick<Database, 'query'>;
  readonly sealer: Sealer;
  readonly objects: Pick<ObjectClient, 'put' | 'ensureBucket'>;
  readonly bucket: string;
  readonly accountId: string;
  readonly region: string;
}

const hourMs = 3_600_000;
/** How long after an hour it is delivered, in milliseconds: clocks of nodes differ. */
const afterMs = 60_000;
/** The trail as CloudTrail names one. */
const trailName = 'wellspring';

interface Delivery {
  readonly number: bigint;
  readonly from_block: bigint;
  readonly to_block: bigint;
  readonly starts: Date;
  readonly ends: Date;
  readonly digest_key: string | null;
  readonly digest_hash: string | null;
  readonly signature: string | null;
}

/**
 * Delivers the hours that are over: a log file where something happened, and a digest that names it and the digest
 * before. Each hour is planned in the database and then carried out; whoever does it again, another node or the next
 * start, makes the same objects of it, so that each event is delivered once.
 *
 * @param now milliseconds since 1970
 * @returns how many hours were delivered
 */
export async function deliver(options: DeliveryOptions, now: number): Promise<number> {
  let count = 0;
  for (;;) {
    const [last, before] = await lastDeliveries(options.database);
    if (last !== undefined && last.signature === null) {
      await carryOut(options, last, before);
      count += 1;
      continue;
    }
    const planned = await plan(options.database, last, now);
    if (!planned) return count;
  }
}

async function lastDeliveries(
  database: DeliveryOptions['database'],
): Promise<readonly (Delivery | undefined)[]> {
  return database.query<Delivery>('SELECT * FROM wellspring.audit_delivery ORDER BY number DESC LIMIT 2');
}

async function plan(
  database: DeliveryOptions['database'],
  last: Delivery | undefined,
  now: number,
): Promise<boolean> {
  const hour = Math.floor((now - afterMs) / hourMs) * hourMs;
  const [first] = await database.query<{ readonly number: bigint | null; readonly written: Date | null }>(
    'SELECT number, written FROM wellspring.audit_block ORDER BY number LIMIT 1',
  );
  const starts = last?.ends.getTime() ?? Math.floor((first?.written?.getTime() ?? now) / hourMs) * hourMs;
  if (starts + hourMs > hour) return false;
  const from =
    last === undefined
      ? (first?.number ?? 1n)
      : (last.to_block > last.from_block - 1n ? last.to_block : last.from_block - 1n) + 1n;
  const beyond = await firstBlockSince(database, starts + hourMs);
  const to = beyond === undefined || beyond - 1n < from ? from - 1n : beyond - 1n;
  await database.query(
    `INSERT INTO wellspring.audit_delivery (number, from_block, to_block, starts, ends) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (number) DO NOTHING`,
    [(last?.number ?? 0n) + 1n, from, to, new Date(starts), new Date(starts + hourMs)],
  );
  return true;
}

async function carryOut(
  options: DeliveryOptions,
  own: Delivery,
  before: Delivery | undefined,
): Promise<void> {
  const { database, objects, bucket, accountId, region } = options;
  await objects.ensureBucket(bucket);
  const key = await signingKey(database, options.sealer);
  const day = own.starts.toISOString().slice(0, 10).replaceAll('-', '/');
  const folder = (kind: string): string => `AWSLogs/${accountId}/${kind}/${region}/${day}`;
  const compact = (time: Date): string => `${time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const logKey =
    `${folder('CloudTrail')}/${accountId}_CloudTrail_${region}_${compact(own.ends).replace(/\d\dZ$/, 'Z')}_` +
    `${createHash('sha256').update(`${own.number}.${own.from_block}.${own.to_block}`).digest('hex').slice(0, 16)}.json.gz`;
  const digestKey =
    `${folder('CloudTrail-Digest')}/${accountId}_CloudTrail-Digest_${region}_${trailName}_${region}_` +
    `${compact(own.ends)}.json.gz`;
  const range = { from: own.from_block, to: own.to_block };
  const log =
    range.to < range.from ? undefined : await putLogFile(database, objects, { bucket, key: logKey }, range);
  const digest = JSON.stringify({
    awsAccountId: accountId,
    digestStartTime: secondsOf(own.starts.getTime()),
    digestEndTime: secondsOf(own.ends.getTime()),
    digestS3Bucket: bucket,
    digestS3Object: digestKey,
    digestPublicKeyFingerprint: key.fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: log ? secondsOf(log.newest) : null,
    oldestEventTime: log ? secondsOf(log.oldest) : null,
    previousDigestS3Bucket: before?.digest_key == null ? null : bucket,
    previousDigestS3Object: before?.digest_key ?? null,
    previousDigestHashValue: before?.digest_hash ?? null,
    previousDigestHashAlgorithm: before?.digest_hash == null ? null : 'SHA-256',
    previousDigestSignature: before?.signature ?? null,
    logFiles: log
      ? [
          {
            s3Bucket: bucket,
            s3Object: logKey,
            hashValue: log.hash,
            hashAlgorithm: 'SHA-256',
            newestEventTime: secondsOf(log.newest),
            oldestEventTime: secondsOf(log.oldest),
          },
        ]
      : [],
  });
  const hash = createHash('sha256').update(digest).digest('hex');
  // As `aws cloudtrail validate-logs` puts it together.
  const signature = key.sign(
    `${secondsOf(own.ends.getTime())}\n${bucket}/${digestKey}\n${hash}\n${before?.signature ?? 'null'}`,
  );
  await objects.put(bucket, digestKey, gzipSync(digest), {
    contentType: 'application/x-gzip',
    metadata: { signature, 'signature-algorithm': 'SHA256withRSA' },
  });
  await database.query(
    'UPDATE wellspring.audit_delivery SET digest_key = $2, digest_hash = $3, signature = $4 WHERE number = $1',
    [own.number, digestKey, hash, signature],
  );
}
