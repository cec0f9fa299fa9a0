import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, realpath, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';
import { isErrno } from './errno.js';

/** This process alone works on the folder until it lets go, or dies. */
export interface FolderLock {
  release(): Promise<void>;
}

type Standing = 'starting' | 'holding';

interface Claim {
  readonly pid: number;
  readonly standing: Standing;
}

/** Longest path of a Unix domain socket, without its closing NUL: 108 on Linux, 104 elsewhere. */
const longestSocketPath = 103;

/**
 * Locks a folder against other processes of this program. The lock is a listening Unix domain socket:
 * the kernel closes it when the process ends, however it ends, so nothing is left to clear by hand.
 *
 * Every process binds a name of its own first and looks for others second. Of two that start at once,
 * the later to bind sees the earlier; where both see each other, the lower name wins. A socket nobody
 * listens on is a dead process's and is removed, safely, since names are never used twice.
 *
 * @throws WellspringError `data-folder-in-use`, naming the folder and the process
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const place = await socketPlace(await realpath(folder));
  let standing: Standing = 'starting';
  const name = `lock-${Date.now().toString(36)}-${randomBytes(5).toString('hex')}`;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(JSON.stringify({ pid: process.pid, standing } satisfies Claim));
  });
  const release = async (): Promise<void> => {
    await new Promise<unknown>((resolve) => server.close(resolve));
    await place.close();
  };
  try {
    await listen(server, place.path(name));
    await outlastOthers(place, name, folder);
  } catch (error) {
    await release();
    throw error;
  }
  standing = 'holding';
  server.unref();
  return { release };
}

async function outlastOthers(place: SocketPlace, own: string, folder: string): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    let undecided = false;
    for (const name of await place.names()) {
      if (name === own) continue;
      const claim = await ask(place.path(name));
      if (claim === undefined) {
        await rm(place.file(name), { force: true });
        continue;
      }
      // The holder stays, and so does the lower name of two that start: that one waits for us to go.
      if (claim.standing === 'holding' || name < own || Date.now() > deadline)
        throw new WellspringError(
          'data-folder-in-use',
          `The folder ${folder} is in use by process ${claim.pid}; stop that process, ` +
            'or set WELLSPRING_DATA to another folder',
        );
      undecided = true;
    }
    if (!undecided) return;
    await sleep(50);
  }
}

/** Asks whoever listens on a socket; undefined where nobody does. */
async function ask(path: string): Promise<Claim | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    let refused = false;
    const socket = createConnection(path);
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.on('error', (error) => {
      refused = isErrno(error, 'ECONNREFUSED', 'ENOENT');
    });
    socket.on('close', () => {
      if (refused) resolve(undefined);
      else resolve(parseClaim(answer));
    });
  });
}

/** An owner too busy to answer is alive all the same: it holds the folder. */
function parseClaim(answer: string): Claim {
  try {
    return JSON.parse(answer) as Claim;
  } catch {
    return { pid: 0, standing: 'holding' };
  }
}

async function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

interface SocketPlace {
  /** The address to bind or to connect to. */
  path(name: string): string;
  /** The socket's file, to remove it. */
  file(name: string): string;
  names(): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * The folder itself, through a short name where its path is longer than a socket address can be: on
 * Linux the open folder's entry in /proc, elsewhere a folder under the temporary folder.
 */
async function socketPlace(folder: string): Promise<SocketPlace> {
  if (join(folder, 'lock-xxxxxxxx-xxxxxxxxxx').length <= longestSocketPath) return placeIn(folder, folder);
  if (process.platform === 'linux') {
    const handle = await open(folder, 'r');
    return placeIn(folder, `/proc/self/fd/${handle.fd}`, () => handle.close());
  }
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const short = join(tmpdir(), `wellspring-${digest}`);
  await mkdir(short, { recursive: true, mode: 0o700 });
  return placeIn(short, short);
}

function placeIn(folder: string, address: string, close = async (): Promise<void> => {}): SocketPlace {
  return {
    path: (name) => join(address, name),
    file: (name) => join(folder, name),
    names: async () => (await readdir(folder)).filter((name) => /^lock-[0-9a-z]+-[0-9a-f]+$/.test(name)),
    close,
  };
}
