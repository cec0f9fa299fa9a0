import { setTimeout as sleep } from 'node:timers/promises';

/** How often a running job is asked after, in milliseconds. */
const pollMs = 500;

const ended = new Set(['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCEL_COMPLETED', 'CANCEL_FAILED']);

/** Asks after a job until its status is one of the last ones; returns what it is then. */
export async function followJob<Properties extends { readonly JobStatus?: string | undefined }>(
  describe: () => Promise<Properties | undefined>,
  onProgress?: (properties: Properties) => void,
): Promise<Properties> {
  for (;;) {
    const properties = await describe();
    if (properties === undefined) throw new Error('the server described no job');
    onProgress?.(properties);
    if (ended.has(properties.JobStatus ?? '')) return properties;
    await sleep(pollMs);
  }
}
