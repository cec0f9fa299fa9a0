import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Nodes that run jobs in processes of their own, to be killed. */
export interface NodeProcesses {
  /** Starts one more; resolves when it takes jobs. */
  start(): Promise<ChildProcess>;
  /** Kills those that still run. */
  killAll(): void;
}

/** @param folder where their object store is */
export function nodeProcesses(databaseUrl: string, folder: string): NodeProcesses {
  const children = new Set<ChildProcess>();
  return {
    async start() {
      const entry = join(
        createRequire(import.meta.url).resolve('@wellspring/jobs'),
        '../testing/job-process.js',
      );
      const child = fork(entry, [databaseUrl, folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      children.add(child);
      child.once('exit', () => children.delete(child));
      await once(child, 'message');
      return child;
    },
    killAll() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}
