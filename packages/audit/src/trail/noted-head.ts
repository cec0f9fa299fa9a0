import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrailKey } from './trail-key.js';

/**
 * Where the trail ended at some time, noted outside of the database: a chain proves that nothing in it was altered,
 * but a chain whose end was cut off is whole, too.
 */
export interface NotedHead extends TrailEnd {
  /** Where it was noted, for people. */
  readonly place: string;
  /** The number of the process that noted it. */
  readonly writer: number;
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

const set = /^audit-head(?:-(\d+))?(\.lost-\d+)?\.json$/;

/** Each process of a node has a file of its own, so that none overwrites what another has noted. */
function fileOf(writer: number, lost = ''): string {
  return `audit-head${writer === 0 ? '' : `-${String(writer)}`}${lost}.json`;
}

interface HeadFile {
  readonly number: string;
  readonly hash: string;
  readonly events: string;
  readonly written: number;
  readonly mac: string;
}

/** Notes a head in a folder in place of the one that the same writer noted before. */
export async function noteHead(folder: string, head: TrailEnd, key: TrailKey, writer = 0): Promise<void> {
  const noted: HeadFile = {
    number: String(head.number),
    hash: head.hash.toString('hex'),
    events: String(head.events),
    written: head.written,
    mac: key.mac('head', bytesOf(head)).toString('hex'),
  };
  const path = join(folder, fileOf(writer));
  await writeFile(`${path}.new`, `${JSON.stringify(noted)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/**
 * The heads that were noted in a folder: the last one of each writer, and those that a database did not have any more when a server
 * started on it.
 *
 * @throws Error where one of them is not as it was written
 */
export async function notedHeads(folder: string, keys: readonly TrailKey[]): Promise<readonly NotedHead[]> {
  const names = (await readdir(folder)).filter((name) => set.test(name)).sort();
  const heads = await Promise.all(
    names.map(async (name) => {
      const place = join(folder, name);
      const text = await readFile(place, 'utf8').catch(unlessGone);
      if (text === undefined) return [];
      const end = endIn(text, keys);
      if (end === undefined) throw new Error(`${place} is not as it was written`);
      const [, writer = '0', lost] = set.exec(name)!;
      return [{ place, writer: Number(writer), isLost: lost !== undefined, ...end }];
    }),
  );
  return heads.flat();
}

/** Another process has just given the file another name, or has no more use for it. */
function unlessGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}

/** Keeps the last noted head of a writer, of which the database knows nothing, beside those to come. */
export async function keepLostHead(folder: string, now: number, writer = 0): Promise<string> {
  const kept = join(folder, fileOf(writer, `.lost-${now}`));
  await rename(join(folder, fileOf(writer)), kept);
  return kept;
}

/** Removes what a writer noted that there is no more, and another one has noted, too. */
export async function forgetHead(folder: string, writer: number): Promise<void> {
  await rm(join(folder, fileOf(writer)), { force: true });
}

function endIn(text: string, keys: readonly TrailKey[]): TrailEnd | undefined {
  try {
    const { number, hash, events, written, mac } = JSON.parse(text) as HeadFile;
    const head = { number: BigInt(number), hash: Buffer.from(hash, 'hex'), events: BigInt(events), written };
    const bytes = bytesOf(head);
    return keys.some((key) => key.proves(Buffer.from(mac, 'hex'), 'head', bytes)) ? head : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf({ number, hash, events, written }: TrailEnd): Buffer {
  return Buffer.from(`${number}\n${hash.toString('hex')}\n${events}\n${written}\n`);
}
