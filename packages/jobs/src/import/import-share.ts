import type { JobSettings } from '../job-settings.js';

type Shared = Pick<JobSettings, 'importShare' | 'embeddedDatabase'>;

/** Whether an import gives way to others that want the processor. */
export function givesWay({ importShare }: Shared): boolean {
  return importShare !== 100;
}

/** What is not said where giving way is not enough, in percent. */
const DEFAULT_SHARE = 50;

/** Of its time, in percent, while clients are served. */
export function shareOf(
  { importShare, embeddedDatabase }: Shared,
  platform: NodeJS.Platform = process.platform,
): number {
  // Only there a thread, and a process of the database, can give way by itself.
  return importShare ?? (embeddedDatabase && platform === 'linux' ? 100 : DEFAULT_SHARE);
}
