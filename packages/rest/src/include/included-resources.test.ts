import {
  maxLookUps,
  r4Parameters,
  type Condition,
  type Include,
  type SearchQuery,
  type TypeSearch,
} from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { describe, expect, test } from 'vitest';
import { defaultIncludeLimits, maxIncludeTimeMs } from './include-limits.js';
import { createIncludeBudget } from './include-budget.js';
import { includedResources, type IncludeSource } from './included-resources.js';

const storeId = '0123456789abcdef0123456789abcdef';

function version(type: string, id: string, members: object = {}): StoredVersion {
  const body = Buffer.from(JSON.stringify({ resourceType: type, id, ...members }));
  return { type, id, version: 1, vid: 1n, lastUpdated: '2024-01-01T00:00:00.000Z', method: 'create', body };
}

/** A data store that answers reads, and searches in pages of what each query asks for. */
function sourceOf(stored: readonly StoredVersion[], found: readonly StoredVersion[] = []) {
  const seen = { reads: [] as string[][], searches: [] as SearchQuery[] };
  const abort = new AbortController();
  const source: IncludeSource = {
    store: {
      id: storeId,
      searchParameters: () => r4Parameters,
      readSome: (keys) => {
        seen.reads.push(keys.map(({ type, id }) => `${type}/${id}`));
        const versions: StoredVersion[] = [];
        let bytes = 0;
        for (const [at, { type, id }] of keys.entries()) {
          const version = stored.find((one) => one.type === type && one.id === id);
          bytes += version?.body?.length ?? 0;
          if (bytes > 16 * 1024 * 1024) return Promise.resolve({ versions, rest: keys.slice(at) });
          if (version !== undefined) versions.push(version);
        }
        return Promise.resolve({ versions, rest: [] });
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
    limits: defaultIncludeLimits,
    signal: abort.signal,
  };
  return { source, seen, abort };
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
const names = (versions: readonly StoredVersion[]) => versions.map(({ type, id }) => `${type}/${id}`);
const include = (
  direction: Include['direction'],
  source: string,
  params: readonly string[],
  more: Partial<Include> = {},
): Include => ({ direction, source, params, iterate: false, ...more });
const link = include('forward', 'Group', ['member']);
const back = include('reverse', 'Observation', ['subject']);
const groupOf = (members: readonly string[]) =>
  version('Group', 'g', { member: members.map((id) => ({ entity: { reference: `Patient/${id}` } })) });
/** The targets of a search by its parameters. */
const targetsOf = ({ conditions }: TypeSearch) =>
  conditions
    .flatMap((condition): readonly Condition[] =>
      condition.kind === 'either' ? condition.conditions : [condition],
    )
    .map((condition) =>
      condition.kind === 'parameter'
        ? [condition.param, condition.anyOf.flatMap((one) => (one.kind === 'reference' ? one.targets : []))]
        : [],
    );

describe('what including costs', () => {
  test('one read for all references of a step, in their order, each once', async () => {
    const wanted = ids(30);
    const { source, seen } = sourceOf(wanted.map((id) => version('Patient', id)).reverse());
    const { resources, notes } = await includedResources(
      source,
      [groupOf(wanted)],
      [link, include('forward', 'Group', ['managing-entity']), link],
    );
    expect(resources.map(({ id }) => id)).toEqual(wanted);
    expect(notes).toEqual([]);
    expect(seen.reads).toEqual([wanted.map((id) => `Patient/${id}`)]);
  });

  test('many are read in pieces, as they fit', async () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    const large = ids(70).map((id) => version('Patient', id, { implicitRules: megabyte }));
    const { source, seen } = sourceOf(large);
    const { resources, notes } = await includedResources(source, [groupOf(ids(70))], [link]);
    // 64 MiB are the most on a page, 16 MiB at once: a little less than 16 of a little more than one.
    expect(resources.length).toBe(63);
    expect(notes).toMatchObject([{ code: 'incomplete' }]);
    expect(seen.reads.map((keys) => keys.length)).toEqual([70, 55, 40, 25, 10]);
  });

  test('references that lead nowhere use up the look-ups', async () => {
    const { source, seen } = sourceOf([]);
    const { resources, notes } = await includedResources(source, [groupOf(ids(maxLookUps + 50))], [link]);
    expect([resources, seen.reads.flat().length]).toEqual([[], maxLookUps]);
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

  test('one reverse search for all includes and parameters', async () => {
    const { source, seen } = sourceOf([], [version('Observation', 'o'), version('Provenance', 'p')]);
    const matches = [version('Patient', 'a'), version('Group', 'g'), version('Patient', 'b')];
    const { resources } = await includedResources(source, matches, [
      include('reverse', 'Observation', ['subject', 'patient', 'encounter']),
      include('reverse', 'Provenance', ['target'], { target: 'Group' }),
      include('reverse', 'Observation', ['focus'], { target: 'Patient' }),
    ]);
    expect(names(resources)).toEqual(['Observation/o', 'Provenance/p']);
    expect(seen.searches).toHaveLength(1);
    const { searches, sort, total } = seen.searches[0]!;
    expect([sort, total]).toEqual([[{ param: '_lastUpdated', direction: 'descending' }], 'none']);
    expect(searches.map((search) => [search.type, search.conditions.length, targetsOf(search)])).toEqual([
      [
        'Observation',
        1,
        [
          ['subject', ['Patient/a', 'Patient/b', 'Group/g']],
          ['patient', ['Patient/a', 'Patient/b']],
          ['focus', ['Patient/a', 'Patient/b']],
        ],
      ],
      ['Provenance', 1, [['target', ['Group/g']]]],
    ]);
  });

  test('reverse searches ask for a bounded number of references, and are read to their end', async () => {
    const matches = ids(1_000).map((id) => version('Patient', id));
    const found = ids(900).map((id) => version('Observation', id));
    const { source, seen } = sourceOf([], found);
    const params = ['subject', 'patient', 'focus', 'performer', 'has-member', 'derived-from'];
    const { resources, notes } = await includedResources(source, matches, [
      include('reverse', 'Observation', params),
    ]);
    expect(resources).toHaveLength(900);
    expect(notes).toEqual([]);
    const asked = seen.searches.map(({ searches }) =>
      searches.flatMap(targetsOf).flatMap(([, targets]) => targets ?? []),
    );
    expect(Math.max(...asked.map((targets) => targets.length))).toBeLessThanOrEqual(5_000);
    expect(new Set(asked.flat())).toEqual(new Set(matches.map(({ id }) => `Patient/${id}`)));
  });

  test('nothing is searched for what nothing can refer to', async () => {
    const { source, seen } = sourceOf([]);
    expect(await includedResources(source, [version('Organization', 'o')], [back])).toEqual({
      resources: [],
      notes: [],
    });
    expect(seen.searches).toEqual([]);
  });

  test('more than there is room for', async () => {
    const found = ids(5_000).map((id) => version('Observation', id));
    const { source, seen } = sourceOf([], found);
    const { resources, notes } = await includedResources(source, [version('Patient', 'p')], [back]);
    expect(resources.map(({ id }) => id)).toEqual(ids(1_000));
    expect(notes).toMatchObject([{ code: 'incomplete' }]);
    expect(seen.searches.length).toBeLessThanOrEqual(2);
  });

  test('exactly as many as there is room for', async () => {
    const { source } = sourceOf([], [version('Observation', 'o1'), version('Observation', 'o2')]);
    const limits = { depth: 3, resources: 2 };
    const { resources, notes } = await includedResources(
      { ...source, limits },
      [version('Patient', 'p')],
      [back],
    );
    expect([names(resources), notes]).toEqual([['Observation/o1', 'Observation/o2'], []]);
  });

  test('cycles end, whatever the depth', async () => {
    const other = (id: string) => ({ link: [{ other: { reference: `Patient/${id}` }, type: 'seealso' }] });
    const [a, b] = [version('Patient', 'a', other('b')), version('Patient', 'b', other('a'))];
    const { source, seen } = sourceOf([a, b]);
    const iterate = include('forward', 'Patient', ['link'], { iterate: true });
    const limits = { depth: 1_000, resources: 1_000 };
    const { resources, notes } = await includedResources({ ...source, limits }, [a], [iterate]);
    expect([names(resources), notes, seen.reads]).toEqual([['Patient/b'], [], [['Patient/b']]]);
  });

  test.each([
    [1, ['Organization/b'], 'for 1 step.'],
    [2, ['Organization/b', 'Organization/c'], 'for 2 steps.'],
    [3, ['Organization/b', 'Organization/c', 'Organization/d'], undefined],
  ])('a depth of %s', async (depth, found, note) => {
    const partOf = (id: string) => ({ partOf: { reference: `Organization/${id}` } });
    const [a, b, c] = ['b', 'c', 'd'].map((id, index) => version('Organization', 'abc'[index]!, partOf(id)));
    const { source } = sourceOf([b!, c!, version('Organization', 'd')]);
    const iterate = include('forward', 'Organization', ['partof'], { iterate: true });
    const limits = { depth, resources: 1_000 };
    const { resources, notes } = await includedResources({ ...source, limits }, [a!], [iterate]);
    expect(names(resources)).toEqual(found);
    expect(notes.map(({ diagnostics }) => diagnostics)).toEqual(
      note === undefined ? [] : [expect.stringContaining(note)],
    );
  });

  test('nothing is looked for when the client is gone', async () => {
    const { source, seen, abort } = sourceOf([]);
    abort.abort();
    await includedResources(source, [groupOf(ids(50)), version('Patient', 'p')], [link, back]);
    expect([seen.reads, seen.searches]).toEqual([[], []]);
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

describe('which references count', () => {
  test.each([
    ['relative', 'Patient/p', true],
    ['of a version', 'Patient/p/_history/3', true],
    ['absolute, of this data store', `https://a.example/datastore/${storeId}/r4/Patient/p`, true],
    ['absolute, by another host', `http://b.example:8080/datastore/${storeId}/r4/Patient/p`, true],
    ['of another data store', `https://a.example/datastore/${'f'.repeat(32)}/r4/Patient/p`, false],
    ['elsewhere', 'https://elsewhere.example/Patient/p', false],
    ['contained', '#p', false],
    ['a URN', 'urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7', false],
    ['no id', 'Patient/p_p', false],
    ['no type', 'Ghost/p', false],
  ])('%s', async (_, reference, counts) => {
    const { source, seen } = sourceOf([version('Patient', 'p')]);
    const group = version('Group', 'g', { member: [{ entity: { reference } }] });
    const { resources } = await includedResources(source, [group], [link]);
    expect(names(resources)).toEqual(counts ? ['Patient/p'] : []);
    expect(seen.reads.length).toBe(counts ? 1 : 0);
  });

  test('only those to the type that is wanted', async () => {
    const { source } = sourceOf([version('Patient', 'a'), version('Device', 'a')]);
    const group = version('Group', 'g', {
      member: [{ entity: { reference: 'Patient/a' } }, { entity: { reference: 'Device/a' } }],
    });
    const wanted = include('forward', 'Group', ['member'], { target: 'Device' });
    expect(names((await includedResources(source, [group], [wanted])).resources)).toEqual(['Device/a']);
  });
});
