import { maxLookUps, type Issue } from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { maxIncludedBytes, maxIncludeTimeMs, type IncludeLimits } from './include-limits.js';

/** What including may still cost, and what was left out since it would have cost more. */
export interface IncludeBudget {
  /** Whether anything had to be left out, and so there is no use in looking for more. */
  isFull(): boolean;
  /** Takes up to `wanted` look-ups, as many as are left; fewer than wanted is noted. */
  lookUps(wanted: number): number;
  /** Whether this resource still has its place; if not, that is noted. */
  take(version: StoredVersion): boolean;
  /** How many more resources have a place. */
  room(): number;
  /** Notes that `:iterate` ended with references that were not followed. */
  endedEarly(): void;
  /** What the client has to know of the answer: nothing where it is whole. */
  notes(): readonly Issue[];
}

/** The budget of one page. */
export function createIncludeBudget(limits: IncludeLimits, now: () => number = Date.now): IncludeBudget {
  const deadline = now() + maxIncludeTimeMs;
  const notes = new Map<string, Issue>();
  let resources = limits.resources;
  let bytes = maxIncludedBytes;
  let lookUps = maxLookUps;
  let isFull = false;

  function note(code: 'too-costly' | 'incomplete', diagnostics: string): void {
    notes.set(diagnostics, { severity: 'warning', code, diagnostics });
  }
  function full(code: 'too-costly' | 'incomplete', why: string): false {
    isFull = true;
    note(code, `Some resources were not included: ${why}.`);
    return false;
  }
  function checkTime(): void {
    if (now() > deadline) full('too-costly', 'to find them took too long');
  }

  return {
    isFull: () => isFull,
    lookUps: (wanted) => {
      checkTime();
      if (isFull) return 0;
      const given = Math.min(wanted, lookUps);
      lookUps -= given;
      if (given < wanted) full('too-costly', `they would take more than ${maxLookUps} look-ups`);
      return given;
    },
    take: ({ body }) => {
      const size = body?.length ?? 0;
      if (resources === 0) return full('incomplete', `a page includes at most ${limits.resources}`);
      if (size > bytes) return full('incomplete', `together they have more than ${maxIncludedBytes} bytes`);
      resources--;
      bytes -= size;
      return true;
    },
    room: () => resources,
    endedEarly: () => {
      note(
        'incomplete',
        `There may be more to include: ":iterate" follows references for ${limits.depth} ${limits.depth === 1 ? 'step' : 'steps'}.`,
      );
    },
    notes: () => [...notes.values()],
  };
}
