import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '@wellspring/synthetic';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedInput } from '../generated-input.js';
import { idInCopy } from './copied-ids.js';
import { copyInput } from './copy-input.js';
import { drawFacts, type DrawnFacts } from './drawn-facts.js';
import { searchClasses, type SearchClass } from './search-classes.js';
import { seededRandom } from './seeded-random.js';

const patients = 40;
const resources = [...generate({ seed: 1, patients })];
const ofType = (type: string) => resources.filter(({ resourceType }) => resourceType === type);

describe('the searches of the benchmark', () => {
  let folder: string;
  let facts: DrawnFacts;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'search-classes-'));
    facts = await drawFacts(generatedInput(join(folder, 'data'), patients), seededRandom(1));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const classes = (copies: number, seed = 1): readonly SearchClass[] =>
    searchClasses(facts, { copies, fewestCopies: 1 }, seededRandom(seed));
  const parametersOf = (name: string, copies = 1): URLSearchParams => {
    const { draw } = classes(copies).find((searchClass) => searchClass.name === name)!;
    return new URL(draw!(), 'http://x/').searchParams;
  };

  it('knows what the data holds', () => {
    const observations = ofType('Observation');
    expect(facts).toMatchObject({ resources: resources.length, observations: observations.length });
    expect(facts.patients).toHaveLength(patients);
    const sum = [...facts.tokens.status.values()].reduce((total, count) => total + count, 0);
    expect(sum).toBe(observations.length);
  });

  it('reads the same from a copy, whose files are gzipped', async () => {
    const [first, second] = await copyInput(join(folder, 'data'), join(folder, 'copies'), 2);
    for (const [copy, place] of [first!, second!].entries()) {
      const copied = await drawFacts(place, seededRandom(1));
      expect(copied.tokens).toEqual(facts.tokens);
      expect(copied.patients.map(({ id }) => id)).toEqual(facts.patients.map(({ id }) => idInCopy(id, copy)));
    }
  });

  it('draws the same by the same seed', () => {
    const draws = (seed: number): readonly string[] => classes(3, seed).map(({ draw }) => draw?.() ?? '');
    expect(draws(5)).toEqual(draws(5));
    expect(draws(5)).not.toEqual(draws(6));
  });

  it('asks for patients of every copy', () => {
    const { draw } = classes(3).find(({ name }) => name === 'patient + code')!;
    const asked = new Set<string>();
    for (let turn = 0; turn < 200; turn += 1)
      asked.add(new URL(draw!(), 'http://x/').searchParams.get('patient')!);
    const copiesAsked = new Set(
      [...asked].map((id) =>
        [0, 1, 2].find((copy) => facts.patients.some((p) => idInCopy(p.id, copy) === id)),
      ),
    );
    expect(copiesAsked).toEqual(new Set([0, 1, 2]));
  });

  it('has 50 values in an OR', () => {
    expect(parametersOf('OR of 50 codes').get('code')!.split(',')).toHaveLength(50);
    expect(parametersOf('OR of 50 patients + code').get('patient')!.split(',')).toHaveLength(50);
  });

  it('has two ends to a range', () => {
    expect(parametersOf('common code + date range').getAll('date')).toEqual([
      expect.stringMatching(/^ge\d{4}-\d\d-\d\d$/),
      expect.stringMatching(/^lt\d{4}-\d\d-\d\d$/),
    ]);
    const ends = parametersOf('value-quantity range')
      .getAll('value-quantity')
      .map((end) => /^(ge|le)([\d.e+-]+)\|(.+\|.+)$/.exec(end)!.slice(1));
    expect(ends.map(([prefix]) => prefix)).toEqual(['ge', 'le']);
    expect(Number(ends[0]![1])).toBeLessThan(Number(ends[1]![1]));
    expect(ends[0]![2]).toBe(ends[1]![2]);
  });

  it('expects the total of all copies', () => {
    const statuses = [...facts.tokens.status.values()];
    const { total } = classes(12).find(({ name }) => name.startsWith('_total=accurate'))!;
    expect(total).toBe(12 * Math.max(...statuses));
  });

  it('has nothing to draw where the data has nothing', async () => {
    const empty = generatedInput(join(folder, 'empty'), 0);
    const none = searchClasses(
      await drawFacts(empty, seededRandom(1)),
      { copies: 1, fewestCopies: 1 },
      seededRandom(1),
    );
    expect(none.filter(({ draw }) => draw !== undefined)).toEqual([]);
  });
});
