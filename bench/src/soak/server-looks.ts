import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MemorySample } from './flatness.js';

/** What was seen of the server at a moment. */
export interface ServerLook {
  /** Since the looks began. */
  readonly seconds: number;
  /** Resident memory of its own process, in bytes. */
  readonly resident: number;
  readonly heap: number;
  /** The p99 of how late its event loop was since the look before, in milliseconds. */
  readonly loopMs: number;
  readonly connections: number;
  /** Requests that waited for their turn. */
  readonly waiting: number;
  /** How long the pages for operators, and the control plane, took to answer, in milliseconds. */
  readonly answeredMs: number;
}

/** Looks at the server time and again, until it is ended. */
export interface ServerLooks {
  readonly looks: readonly ServerLook[];
  /** Its resident memory, looked at by itself: that takes no answer. */
  readonly memory: readonly MemorySample[];
  /** What went wrong with a look. */
  readonly faults: readonly string[];
  stop(): Promise<void>;
}

export interface LookOptions {
  readonly endpoint: string;
  readonly pid: number;
  readonly everyMs: number;
  /** A request to the control plane. */
  readonly askControl: () => Promise<unknown>;
}

/** How long a page may take; whether it is soon enough is judged by the time it took. */
const PATIENCE_MS = 30_000;

export function lookAtServer({ endpoint, pid, everyMs, askControl }: LookOptions): ServerLooks {
  const looks: ServerLook[] = [];
  const faults: string[] = [];
  const memory: MemorySample[] = [];
  const stopping = new AbortController();
  const began = performance.now();
  const watching = setInterval(() => {
    const bytes = residentOf(pid);
    if (bytes !== undefined) memory.push({ seconds: (performance.now() - began) / 1_000, bytes });
  }, everyMs);

  const page = async (path: string): Promise<string> => {
    const answer = await fetch(`${endpoint}${path}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text}`);
    return text;
  };
  const look = async (): Promise<void> => {
    const asked = performance.now();
    const figures = figuresOf(await page('/metrics'));
    await page('/readyz');
    await askControl();
    const answeredMs = performance.now() - asked;
    const sum = (name: string, labels = ''): number =>
      figures
        .filter((each) => each.name === name && each.labels.includes(labels))
        .reduce((all, { value }) => all + value, 0);
    looks.push({
      seconds: (asked - began) / 1_000,
      resident: residentOf(pid) ?? sum('memory_bytes', 'of="resident"'),
      heap: sum('memory_bytes', 'of="heap"'),
      loopMs: sum('event_loop_delay_seconds', 'quantile="0.99"') * 1_000,
      connections: sum('database_connections', 'state="open"'),
      waiting: sum('requests_waiting'),
      answeredMs,
    });
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => faults.push((error as Error).message));
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    looks,
    memory,
    faults,
    async stop() {
      clearInterval(watching);
      stopping.abort();
      await running;
    },
  };
}

/** The lines of the page for Prometheus. */
export function figuresOf(
  page: string,
): readonly { readonly name: string; readonly labels: string; readonly value: number }[] {
  return [...page.matchAll(/^wellspring_(\w+)\{([^}]*)\} (\S+)$/gm)].map(([, name, labels, value]) => ({
    name: name!,
    labels: labels!,
    value: Number(value),
  }));
}

function residentOf(pid: number): number | undefined {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line ? Number(line[1]) * 1_024 : undefined;
  } catch {
    return undefined;
  }
}
