import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrailKey } from './trail-key.js';

/**
 * Where the trail ended at some time, noted outside of the database: a chain proves that nothing in it was altered,
 * but a chain whose end was cut off is whole, too.
 */
export interface NotedHead extends TrailEnd {
  /** Where it was noted, for people. */
  readonly place: string;
  /** Whether a database did not have it any more when a server started on it. */
  readonly isLost: boolean;
}

export interface TrailEnd {
  readonly number: bigint;
  readonly hash: Buffer;
  /** How many events the trail had. */
  readonly events: bigint;
  /** Milliseconds since 1970. */
  readonly written: number;
}

const file = 'audit-head.json';
const set = /^audit-head(?:\.lost-\d+)?\.json$/;

interface HeadFile {
  readonly number: string;
  readonly hash: string;
  readonly events: string;
  readonly written: number;
  readonly mac: string;
}

/** Notes a head in a folder in place of the one before. */
export async function noteHead(folder: string, head: TrailEnd, key: TrailKey): Promise<void> {
  const noted: HeadFile = {
    number: String(head.number),
    hash: head.hash.toString('hex'),
    events: String(head.events),
    written: head.written,
    mac: key.mac('head', bytesOf(head)).toString('hex'),
  };
  const path = join(folder, file);
  await writeFile(`${path}.new`, `${JSON.stringify(noted)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/**
 * The heads that were noted in a folder: the last one, and those that a database did not have any more when a server
 * started on it.
 *
 * @throws Error where one of them is not as it was written
 */
export async function notedHeads(folder: string, keys: readonly TrailKey[]): Promise<readonly NotedHead[]> {
  const names = (await readdir(folder)).filter((name) => set.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const place = join(folder, name);
      const head = headIn(await readFile(place, 'utf8'), place, keys);
      if (head === undefined) throw new Error(`${place} is not as it was written`);
      return head;
    }),
  );
}

/** Keeps the last noted head, of which the database knows nothing, beside those to come. */
export async function keepLostHead(folder: string, now: number): Promise<string> {
  const kept = join(folder, `audit-head.lost-${now}.json`);
  await rename(join(folder, file), kept);
  return kept;
}

function headIn(text: string, place: string, keys: readonly TrailKey[]): NotedHead | undefined {
  try {
    const { number, hash, events, written, mac } = JSON.parse(text) as HeadFile;
    const head = { number: BigInt(number), hash: Buffer.from(hash, 'hex'), events: BigInt(events), written };
    const bytes = bytesOf(head);
    return keys.some((key) => key.proves(Buffer.from(mac, 'hex'), 'head', bytes))
      ? { place, isLost: !place.endsWith(file), ...head }
      : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf({ number, hash, events, written }: TrailEnd): Buffer {
  return Buffer.from(`${number}\n${hash.toString('hex')}\n${events}\n${written}\n`);
}
