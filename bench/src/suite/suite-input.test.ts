import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedInput } from '../generated-input.js';
import { inputFilesOf } from '../search/copy-input.js';
import { ndjsonLines } from '../search/ndjson-lines.js';
import { suiteInput, type SuiteData } from './suite-input.js';
import { typesInOrder } from './types-in-order.js';

async function resourcesOf(folders: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const folder of folders)
    for (const file of inputFilesOf(folder)) for await (const line of ndjsonLines(file)) lines.push(line);
  return lines;
}

/** `Type/id` of each, and what they refer to. */
function addresses(lines: readonly string[]): { readonly own: string[]; readonly referred: string[] } {
  const own = lines.map((line) => {
    const { resourceType, id } = JSON.parse(line) as { resourceType: string; id: string };
    return `${resourceType}/${id}`;
  });
  const referred = lines.flatMap((line) =>
    [...line.matchAll(/"reference":"([^"#]+)"/g)].map(([, to]) => to!),
  );
  return { own, referred };
}

describe('what a store is loaded from', () => {
  let scratch: string;
  let data: SuiteData;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'suite-input-'));
    const folder = generatedInput(join(scratch, 'data'), 50);
    data = { folder, name: 'made up', resources: (await resourcesOf([folder])).length };
  });
  afterAll(() => {
    rmSync(scratch, { recursive: true });
  });

  it.each([
    ['some of the patients', 0.4, 1],
    ['all of it', 1, 1],
    ['copies, and of the last one some patients', 2.5, 2],
    ['whole copies', 3, 3],
  ])('is %s', async (_, times, copies) => {
    const wanted = Math.round(data.resources * times);
    const input = await suiteInput(data, wanted, scratch);
    const { own, referred } = addresses(await resourcesOf(input.folders));
    expect(input.copies).toBe(copies);
    // A patient has some 33, and is taken whole.
    expect(Math.abs(own.length - wanted)).toBeLessThan(60);
    // No id comes twice, and every reference leads somewhere.
    const all = new Set(own);
    expect(all.size).toBe(own.length);
    expect(referred.length).toBeGreaterThan(own.length / 2);
    expect(referred.filter((reference) => !all.has(reference))).toEqual([]);
  });
});

it('types come after those that they refer to', () => {
  const resource = (type: string, ...to: readonly string[]): string =>
    JSON.stringify({ resourceType: type, id: '1', member: to.map((reference) => ({ reference })) });
  const order = typesInOrder([
    resource('PractitionerRole', 'Practitioner/1', 'Organization/1', 'Location/1'),
    resource('Location', 'Organization/1', '#contained', 'http://elsewhere.example/Location/1'),
    resource('Organization', 'Organization/2'),
    resource('Practitioner'),
  ]);
  expect(new Set(order).size).toBe(4);
  expect(order.indexOf('Organization')).toBeLessThan(order.indexOf('Location'));
  expect(order.at(-1)).toBe('PractitionerRole');
});
