import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { residentMemory } from '../server-memory.js';
import { isVacuuming, processorTime, serverProcesses } from './processor-time.js';

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

  it('has the processes that a server started with it, and not its database', async () => {
    const children = [1, 2].map(() => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']));
    const [worker, database] = children.map(({ pid }) => pid!);
    try {
      expect(serverProcesses(process.pid, folder)).toEqual(expect.arrayContaining([worker, database]));
      writeFileSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'), `${database!}\n/data\n`);
      const processes = serverProcesses(process.pid, folder);
      expect(processes[0]).toBe(process.pid);
      expect(processes).toContain(worker);
      expect(processes).not.toContain(database);
      // Each Node process takes some 10 MB at least.
      expect(residentMemory(processes, 'peak')).toBeGreaterThan(process.memoryUsage().rss + 5e6);
    } finally {
      for (const child of children) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
    }
  });

  it('is not known of a database that does not run', () => {
    expect(processorTime(process.pid, folder)).toBeUndefined();
    expect(isVacuuming(folder)).toBe(false);
  });
});
