import type { Settings } from '../configuration/schema.js';

/** Jobs of a kind that a node runs at the same time. */
const jobsOfNode = 2;

/**
 * What one process of a node does of its jobs: as many run on the node as where it is one process, each in a
 * process of its own, and an import there has as many worker threads as the node has processes.
 *
 * @param number of the process, from 0 on
 */
export function jobShare(
  settings: Settings,
  number: number,
): { readonly workers?: number; readonly maxRunning: number } {
  const { WELLSPRING_PROCESSES: processes, WELLSPRING_IMPORT_WORKERS: set } = settings;
  if (processes === 1) return { maxRunning: jobsOfNode, ...(set !== undefined && { workers: set }) };
  return { maxRunning: number < jobsOfNode ? 1 : 0, workers: set ?? processes };
}
