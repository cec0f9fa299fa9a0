import { cpus } from 'node:os';
import { fsyncRate } from './fsync-rate.js';

/** What the figures were measured on; the fsync rate is that of the disk under the folder. */
export function machineLine(folder: string): string {
  const cores = cpus();
  return [
    `machine: ${cores.length} cores`,
    cores[0]?.model ?? 'unknown',
    `Node ${process.versions.node}`,
    `${fsyncRate(folder)} fsync/s`,
  ].join(', ');
}
