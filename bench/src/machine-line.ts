import { cpus, totalmem } from 'node:os';
import { fsyncRate } from './fsync-rate.js';

/** What figures were measured on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  /** GiB. */
  readonly memory: number;
  readonly node: string;
  /** 8 KiB writes with fsync that the disk under the folder takes in a second. */
  readonly fsyncs: number;
}

export function machineOf(folder: string): Machine {
  const cores = cpus();
  return {
    cores: cores.length,
    processor: cores[0]?.model ?? 'unknown',
    memory: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    fsyncs: fsyncRate(folder),
  };
}

/** One line of it. */
export function machineText({ cores, processor, memory, node, fsyncs }: Machine): string {
  return `${cores} cores, ${processor}, ${memory} GB, Node ${node}, ${fsyncs} fsync/s`;
}

/** What the figures were measured on; the fsync rate is that of the disk under the folder. */
export function machineLine(folder: string): string {
  return `machine: ${machineText(machineOf(folder))}`;
}
