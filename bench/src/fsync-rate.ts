import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How many 8 KiB writes with fsync the disk under a folder takes per second: what one commit after
 * the other can reach at best. Figures from different machines mean little without it.
 */
export function fsyncRate(folder: string, seconds = 1): number {
  const scratch = mkdtempSync(join(folder, 'fsync-'));
  const file = openSync(join(scratch, 'probe'), 'w');
  const page = Buffer.alloc(8192, 1);
  try {
    const started = performance.now();
    let done = 0;
    while (performance.now() - started < seconds * 1000) {
      writeSync(file, page, 0, page.length, (done % 128) * page.length);
      fsyncSync(file);
      done += 1;
    }
    return Math.round(done / ((performance.now() - started) / 1000));
  } finally {
    closeSync(file);
    rmSync(scratch, { recursive: true });
  }
}
