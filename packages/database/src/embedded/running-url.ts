import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { clusterFolder } from './cluster.js';
import { isErrno } from './errno.js';

/**
 * The address of the embedded PostgreSQL that another process runs on a folder; undefined where none runs there. For
 * who works on the database beside the server, on the same machine.
 *
 * @example
 * const url = await runningPostgresUrl('data/postgres'); // 'postgresql://wellspring:...@127.0.0.1:40123/wellspring'
 */
export async function runningPostgresUrl(folder: string): Promise<string | undefined> {
  const { cluster, passwordFile } = clusterFolder(resolve(folder));
  try {
    // https://www.postgresql.org/docs/current/storage-file-layout.html: process id first, the port in the fourth line
    const [pid, , , port] = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
    if (!isAlive(Number(pid))) return undefined;
    const password = (await readFile(passwordFile, 'utf8')).trim();
    return `postgresql://wellspring:${password}@127.0.0.1:${Number(port)}/wellspring`;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}
