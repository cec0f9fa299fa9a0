import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isVacuuming, processorTime } from './processor-time.js';

describe.runIf(existsSync('/proc/self/stat'))('processorTime', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'processor-time-'));
    mkdirSync(join(folder, 'postgres', 'cluster'), { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is what the system says of this very process', () => {
    // This process stands in for the server and for the database's first process.
    writeFileSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'), `${process.pid}\n/data\n`);
    const { user, system } = process.cpuUsage();
    const { server, database } = processorTime(process.pid, folder)!;
    expect(Math.abs(server - (user + system) / 1e6)).toBeLessThan(0.1);
    expect(database).toBeGreaterThanOrEqual(server);
    expect(isVacuuming(folder)).toBe(false);
  });

  it('is not known of a database that does not run', () => {
    expect(processorTime(process.pid, folder)).toBeUndefined();
    expect(isVacuuming(folder)).toBe(false);
  });
});
