import { createSearchParameters, parseSearch, type JsonObject } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { createRegistry, type DataStoreRegistry } from '../registry/data-store-registry.js';
import {
  indexRows,
  resource,
  shareSecret,
  testStores,
  treeOf,
  type TestStores,
} from '../testing/test-store.js';
import { defaultPackageLimits } from '../fhir-packages/package-limits.js';
import { inPieces, madeUpPackage } from '../testing/made-up-package.js';
import { newResourceId } from '../write/write-version.js';

let stores: TestStores;
let nodes: readonly DataStoreRegistry[];
beforeAll(async () => {
  stores = await testStores();
  const { database, url } = stores;
  nodes = [11, 12].map((node) => createRegistry({ database, url, slot: { node }, parameterGraceMs: 0 }));
});
afterAll(() => stores.end());

const never = new AbortController().signal;

function definition(expression: string): JsonObject {
  return {
    resourceType: 'SearchParameter',
    id: 'level',
    url: 'http://example.org/level',
    name: 'level',
    status: 'active',
    description: 'x',
    code: 'level',
    base: ['Observation'],
    type: 'token',
    expression,
  };
}

/** Values at two places: by which of them a resource is found depends on the definition. */
function observation(id: string, level: number): JsonObject {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: 'http://s', code: `c${level % 3}` }] },
    extension: [
      { url: 'http://a', valueCode: `a${level % 10}` },
      { url: 'http://b', valueString: `b${level % 10}` },
    ],
    // Chains go on in what is contained, by parameters of its own.
    ...(level % 4 === 0 && {
      contained: [observationInside(level)],
      hasMember: [{ reference: '#in' }],
    }),
  };
}

function observationInside(level: number): JsonObject {
  return {
    resourceType: 'Observation',
    id: 'in',
    status: 'final',
    code: { text: 'x' },
    extension: [{ url: 'http://a', valueCode: `i${level % 5}` }],
  };
}

/** Does all that is to be done to the index, a few resources at a time. */
async function work(store: DataStore, limit: number, between = (): Promise<void> => Promise.resolve()) {
  const index = store.parameterIndex;
  await index.sync();
  await index.takeUp(never);
  for (const each of await index.inHand()) {
    let place: Awaited<ReturnType<typeof index.indexSome>>;
    do {
      place = await index.indexSome(each, place, limit, () => Promise.resolve());
      await between();
    } while (place !== undefined);
    await index.end(each);
  }
}

async function found(store: DataStore, query: string): Promise<readonly string[]> {
  const outcome = parseSearch({ kind: 'type', type: 'Observation' }, [...new URLSearchParams(query)], {
    strict: true,
    parameters: store.searchParameters(),
    maxCount: 5_000,
  });
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join(' '));
  const { matches } = await store.search({ ...outcome.query, count: 5_000 });
  return matches.map(({ id }) => id).sort();
}

/** A data store that has what another has now, written by one writer, with its parameter there before. */
async function writtenAtOnce(from: DataStore, number: number): Promise<DataStore> {
  const { id } = await stores.registry.create({});
  await stores.registry.createSchema(id);
  await shareSecret(stores.database, from.id, id);
  await stores.database.query(
    `ALTER TABLE ds_${id}.search_parameter ALTER COLUMN number RESTART WITH ${number}`,
  );
  await stores.registry.update(id, { status: 'ACTIVE' });
  const store = (await stores.registry.open(id))!;
  const outcome = parseSearch({ kind: 'system' }, [['_type', 'SearchParameter,Observation']], {
    strict: true,
  });
  if (!outcome.ok) throw new Error('cannot search');
  const { matches } = await from.search({ ...outcome.query, count: 5_000 });
  for (const type of ['SearchParameter', 'Observation'])
    for (const match of matches.filter((each) => each.type === type))
      await store.update(resource(treeOf(match)), match.id);
  return store;
}

/** Index rows that one data store has and the other has not: few, where there are any. */
async function differences(one: DataStore, other: DataStore): Promise<readonly string[]> {
  const [left, right] = [await indexRows(stores.database, one), await indexRows(stores.database, other)];
  const [inLeft, inRight] = [new Set(left), new Set(right)];
  return [
    ...left.filter((row, at) => !inRight.has(row) || left[at + 1] === row).map((row) => `more: ${row}`),
    ...right.filter((row) => !inLeft.has(row)).map((row) => `less: ${row}`),
  ].slice(0, 20);
}

it('takes back what a parameter brought to a version after this process had written it', async () => {
  const store = await stores.store();
  const left = async (): Promise<number> => {
    const [row] = await stores.database.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM ds_${store.id}.token t JOIN ds_${store.id}.version v ON v.vid = t.vid
       WHERE v.id = 'late'`,
    );
    return row!.count;
  };
  await store.update(resource(observation('late', 1)), 'late');
  const before = await left();
  await store.update(resource(definition(`Observation.extension.where(url = 'http://a').value`)), 'level');
  await work(store, 10);
  expect(await found(store, 'level=a1')).toEqual(['late']);
  expect(await left()).toBeGreaterThan(before);
  await store.delete('Observation', 'late');
  expect(await left()).toBe(0);
  // And of one that was written with it.
  await store.update(resource(observation('late', 2)), 'late');
  expect(await found(store, 'level=a2')).toEqual(['late']);
  await store.delete('Observation', 'late');
  expect(await left()).toBe(0);
});

describe('a parameter that is indexed while others write', () => {
  it('has the rows that it would have had from the beginning, whoever writes, after each change of it', async () => {
    const { id } = await nodes[0]!.create({});
    await nodes[0]!.createSchema(id);
    await nodes[0]!.update(id, { status: 'ACTIVE' });
    const [one, other] = await Promise.all(nodes.map(async (node) => (await node.open(id))!));
    const bulk = await stores.writer(one!, 13);
    const ids = Array.from({ length: 120 }, (_, number) => `o${number}`);
    const random = (below: number): number => Math.floor(Math.random() * below);
    const any = (): JsonObject => observation(ids[random(ids.length)]!, random(40));
    await bulk.write(bulk.prepare(ids.slice(0, 100).map((each) => resource(observation(each, random(40))))));

    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, random(15)));
    let writing = true;
    const writes: (() => Promise<unknown>)[] = [
      () => one!.update(resource(any()), ids[random(ids.length)]!),
      () => other!.update(resource(any()), ids[random(ids.length)]!),
      () => other!.delete('Observation', ids[random(ids.length)]!),
      () => one!.create(resource(any())),
      () => {
        const picked = new Set(Array.from({ length: 9 }, () => ids[random(ids.length)]!));
        return bulk.write(bulk.prepare([...picked].map((each) => resource(observation(each, random(40))))));
      },
      () => {
        const picked = new Set(Array.from({ length: 1 + random(7) }, () => ids[random(ids.length)]!));
        return other!.transaction((unit) =>
          unit.write(
            [...picked].map((each) => ({
              kind: 'update',
              id: each,
              resource: resource(observation(each, random(40))),
            })),
          ),
        );
      },
      () =>
        one!.changeMany(
          [{ type: 'Observation', id: ids[random(ids.length)]! }],
          { decide: () => (random(2) === 0 ? { kind: 'erase' } : { kind: 'delete' }) },
          () => Promise.resolve(),
        ),
      () =>
        other!.transaction((unit) =>
          unit.write([{ kind: 'create', id: newResourceId(), resource: resource(any()) }]),
        ),
    ];
    let written = 0;
    // Creators must not fill the store faster than a busy machine goes through it.
    const most = 400;
    const writers = writes.map(async (write) => {
      while (writing && written < most) {
        await write();
        written++;
        await pause();
      }
    });
    await pause();
    await one!.update(resource(definition("Observation.extension.where(url = 'http://a').value")), 'level');
    await work(one!, 7, pause);
    await work(other!, 50);
    // The other node builds what the first one changes.
    await other!.update(resource(definition("Observation.extension('http://b').value")), 'level');
    await work(other!, 11, pause);
    await work(one!, 50);
    writing = false;
    await Promise.all(writers);
    expect(written).toBeGreaterThan(50);
    await work(one!, 50);

    const [row] = await stores.database.query<{ number: number; state: string }>(
      `SELECT number, state FROM ds_${id}.search_parameter`,
    );
    expect(row).toEqual({ number: 2, state: 'active' });
    const reference = await writtenAtOnce(one!, 2);
    expect(await differences(one!, reference)).toEqual([]);

    // Each request opens the data store, which looks what its parameters are once a second.
    await expect
      .poll(
        async () => {
          await nodes[0]!.open(id);
          return one!.searchParameters().of('Observation').get('level')?.key;
        },
        { timeout: 10_000 },
      )
      .toBe('level~2');
    const outcome = parseSearch({ kind: 'type', type: 'Observation' }, [], { strict: true });
    if (!outcome.ok) throw new Error('cannot search');
    const { matches } = await one!.search({ ...outcome.query, count: 5_000 });
    for (const digit of [0, 3, 7]) {
      const expected = matches
        .filter((match) => JSON.stringify(treeOf(match)['extension']).includes(`"b${digit}"`))
        .map((match) => match.id)
        .sort();
      expect(await found(one!, `level=b${digit}`)).toEqual(expected);
    }

    await one!.delete('SearchParameter', 'level');
    await expect(found(one!, 'level=b1')).rejects.toThrow(/not known/);
    await work(one!, 13);
    const [left] = await stores.database.query(`SELECT 1 FROM ds_${id}.search_parameter`);
    expect(left).toBeUndefined();
    const plain = await writtenAtOnce(one!, 1);
    expect(await differences(one!, plain)).toEqual([]);
  }, 300_000);
});

describe('chains in what is contained', () => {
  it('go on by a parameter of the data store, of resources from before and after', async () => {
    const { id } = await nodes[0]!.create({});
    await nodes[0]!.createSchema(id);
    await nodes[0]!.update(id, { status: 'ACTIVE' });
    const store = (await nodes[0]!.open(id))!;
    const put = async (numbers: readonly number[]): Promise<void> => {
      for (const number of numbers)
        await store.update(resource(observation(`o${number}`, number)), `o${number}`);
    };
    await put([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    await store.update(resource(definition("Observation.extension.where(url = 'http://a').value")), 'level');
    await put([9, 10, 11, 12]);
    await work(store, 4);
    await put([16]);
    const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16];
    const inside = (holds: (number: number) => boolean): string[] =>
      numbers
        .filter((number) => number % 4 === 0 && holds(number))
        .map((number) => `o${number}`)
        .sort();
    expect(await found(store, 'has-member:Observation.level=i4')).toEqual(
      inside((number) => number % 5 === 4),
    );
    expect(await found(store, 'has-member:Observation.level:missing=false')).toEqual(inside(() => true));
    expect(await found(store, 'has-member:Observation.level:missing=true')).toEqual([]);
    expect(await found(store, 'has-member:Observation.level:not=i4')).toEqual(
      inside((number) => number % 5 !== 4),
    );
  });
});

describe('data stores', () => {
  it('have parameters of the same name that are different ones', async () => {
    const [left, right] = await Promise.all([stores.store(), stores.store()]);
    await left.update(resource(definition("Observation.extension('http://a').value")), 'level');
    await right.update(resource(definition("Observation.extension('http://b').value")), 'level');
    for (const store of [left, right]) {
      await store.update(resource(observation('o1', 1)), 'o1');
      await work(store, 10);
    }
    expect(await found(left, 'level=a1')).toEqual(['o1']);
    expect(await found(left, 'level=b1')).toEqual([]);
    expect(await found(right, 'level=b1')).toEqual(['o1']);
    expect(await found(right, 'level=a1')).toEqual([]);
    const third = await stores.store();
    await expect(found(third, 'level=a1')).rejects.toThrow(/not known/);
    expect(third.searchParameters()).toBe(createSearchParameters([]));
  });

  it('answer a parameter only when it is indexed, and tell that it is being', async () => {
    const store = await stores.store();
    await store.update(resource(observation('o1', 1)), 'o1');
    await store.update(resource(definition("Observation.extension('http://a').value")), 'level');
    await expect(found(store, 'level=a1')).rejects.toThrow(/still being indexed/);
    await work(store, 10);
    expect(await found(store, 'level=a1')).toEqual(['o1']);
  });

  it('take the parameters of packages, and give them up with them', async () => {
    const store = await stores.store();
    await store.update(resource(observation('o1', 1)), 'o1');
    const archive = madeUpPackage({ name: 'example' }, [
      definition("Observation.extension('http://a').value"),
    ]);
    await store.packages.add(inPieces(archive), defaultPackageLimits);
    await work(store, 10);
    expect(await found(store, 'level=a1')).toEqual(['o1']);
    // One of the data store's own of the same address counts before that of a package.
    await store.update(resource(definition("Observation.extension('http://b').value")), 'level');
    const reports = await store.parameterIndex.reports();
    expect(reports.map(({ source, state }) => [source, state])).toEqual([
      ['SearchParameter/level', 'registered'],
      ['example@1.0.0#1', 'refused'],
    ]);
    await work(store, 10);
    expect(await found(store, 'level=b1')).toEqual(['o1']);
    await store.delete('SearchParameter', 'level');
    await work(store, 10);
    expect(await found(store, 'level=a1')).toEqual(['o1']);
    await store.packages.remove('example', '1.0.0');
    await expect(found(store, 'level=a1')).rejects.toThrow(/not known/);
  });
});

it('tells of work once: the job that does it looks as well, and would be followed by jobs for ever', async () => {
  const told: string[] = [];
  const { id } = await stores.store();
  const store = (await nodes[0]!.open(id))!;
  const stop = nodes[0]!.onParameterWork((dataStoreId) => {
    if (dataStoreId === id) told.push(dataStoreId);
  });
  await store.update(resource(definition("extension('http://a').value")), 'level');
  expect(told).toHaveLength(1);
  expect(await store.parameterIndex.sync()).toBe(false);
  expect(told).toHaveLength(1);
  stop();
});
