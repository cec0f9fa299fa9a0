import { maxLookUps, type Include, type SearchQuery } from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { describe, expect, test } from 'vitest';
import { defaultIncludeLimits, maxIncludeTimeMs } from './include-limits.js';
import { createIncludeBudget } from './include-budget.js';
import { includedResources, type IncludeSource } from './included-resources.js';

const base = 'https://fhir.example/r4';

function version(type: string, id: string, members: object = {}): StoredVersion {
  const body = Buffer.from(JSON.stringify({ resourceType: type, id, ...members }));
  return { type, id, version: 1, vid: 1n, lastUpdated: '2024-01-01T00:00:00.000Z', method: 'create', body };
}

/** A data store that answers reads, and searches in pages of what each query asks for. */
function sourceOf(stored: readonly StoredVersion[], found: readonly StoredVersion[] = []) {
  const seen = { reads: 0, together: 0, most: 0, searches: [] as SearchQuery[] };
  const abort = new AbortController();
  const source: IncludeSource = {
    store: {
      read: async (type, id) => {
        seen.reads++;
        seen.most = Math.max(seen.most, ++seen.together);
        await Promise.resolve();
        seen.together--;
        return stored.find((one) => one.type === type && one.id === id);
      },
      search: (query) => {
        seen.searches.push(query);
        const start = Number(query.cursor ?? 0);
        const end = start + query.count;
        return Promise.resolve({
          matches: found.slice(start, end),
          ...(end < found.length && { next: String(end) }),
        });
      },
    },
    base,
    limits: defaultIncludeLimits,
    signal: abort.signal,
  };
  return { source, seen, abort };
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
const link: Include = { direction: 'forward', source: 'Group', params: ['member'], iterate: false };
const back: Include = { direction: 'reverse', source: 'Observation', params: ['subject'], iterate: false };
const groupOf = (members: readonly string[]) =>
  version('Group', 'g', { member: members.map((id) => ({ entity: { reference: `Patient/${id}` } })) });

describe('what including costs', () => {
  test('a few reads at a time, in the order of the references', async () => {
    const wanted = ids(30);
    const { source, seen } = sourceOf(wanted.map((id) => version('Patient', id)).reverse());
    const { resources, notes } = await includedResources(source, [groupOf(wanted)], [link]);
    expect(resources.map(({ id }) => id)).toEqual(wanted);
    expect(notes).toEqual([]);
    expect(seen.most).toBeLessThanOrEqual(4);
  });

  test('references that lead nowhere use up the look-ups', async () => {
    const { source, seen } = sourceOf([]);
    const { resources, notes } = await includedResources(source, [groupOf(ids(maxLookUps + 50))], [link]);
    expect([resources, seen.reads]).toEqual([[], maxLookUps]);
    expect(notes).toMatchObject([{ severity: 'warning', code: 'too-costly' }]);
  });

  test('what the last look-ups find is included', async () => {
    const nowhere = ids(maxLookUps - 1).map((id) => `x${id}`);
    const { source } = sourceOf([version('Patient', 'last'), version('Patient', 'beyond')]);
    const group = groupOf([...nowhere, 'last', 'beyond']);
    const { resources, notes } = await includedResources(source, [group], [link]);
    expect(resources.map(({ id }) => id)).toEqual(['last']);
    expect(notes).toMatchObject([{ code: 'too-costly' }]);
  });

  test('reverse searches ask for a bounded number of resources, and are read to their end', async () => {
    const matches = ids(600).map((id) => version('Patient', id));
    const found = ids(900).map((id) => version('Observation', id));
    const { source, seen } = sourceOf([], found);
    const { resources, notes } = await includedResources(source, matches, [back]);
    expect(resources).toHaveLength(900);
    expect(notes).toEqual([]);
    const asked = seen.searches
      .filter(({ cursor }) => cursor === undefined)
      .map(({ conditions }) =>
        conditions.flatMap(({ anyOf }) => anyOf).flatMap((one) => ('targets' in one ? one.targets : [])),
      );
    expect(Math.max(...asked.map((targets) => targets.length))).toBeLessThanOrEqual(500);
    // Each of them as a relative and as an absolute reference.
    expect(new Set(asked.flat())).toEqual(
      new Set(matches.flatMap(({ id }) => [`Patient/${id}`, `${base}/Patient/${id}`])),
    );
  });

  test('more than there is room for', async () => {
    const found = ids(5_000).map((id) => version('Observation', id));
    const { source, seen } = sourceOf([], found);
    const { resources, notes } = await includedResources(source, [version('Patient', 'p')], [back]);
    expect(resources.map(({ id }) => id)).toEqual(ids(1_000));
    expect(notes).toMatchObject([{ code: 'incomplete' }]);
    expect(seen.searches.length).toBeLessThanOrEqual(6);
  });

  test('cycles end, whatever the depth', async () => {
    const other = (id: string) => ({ link: [{ other: { reference: `Patient/${id}` }, type: 'seealso' }] });
    const [a, b] = [version('Patient', 'a', other('b')), version('Patient', 'b', other('a'))];
    const { source, seen } = sourceOf([a, b]);
    const iterate: Include = { direction: 'forward', source: 'Patient', params: ['link'], iterate: true };
    const limits = { depth: 1_000, resources: 1_000 };
    const { resources, notes } = await includedResources({ ...source, limits }, [a], [iterate]);
    expect([resources.map(({ id }) => id), notes, seen.reads]).toEqual([['b'], [], 1]);
  });

  test('nothing is looked for when the client is gone', async () => {
    const { source, seen, abort } = sourceOf([]);
    abort.abort();
    await includedResources(source, [groupOf(ids(50))], [link]);
    expect(seen.reads).toBe(0);
  });

  test('time', () => {
    let now = 0;
    const budget = createIncludeBudget(defaultIncludeLimits, () => now);
    expect(budget.lookUps(1)).toBe(1);
    now = maxIncludeTimeMs + 1;
    expect([budget.lookUps(1), budget.isFull()]).toEqual([0, true]);
    expect(budget.notes()).toMatchObject([{ code: 'too-costly' }]);
  });
});
