import { parseSearch, type JsonObject } from '@wellspring/fhir';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { newResourceId } from '../write/write-version.js';
import { reindex } from '../write/reindex.js';
import { indexTables } from '../rows/index-table.js';
import { resource, testStores, treeOf, type TestStores } from '../testing/test-store.js';
import { looking, shardsAsked } from '../testing/watched-statements.js';

/*
 * What is asked of a distributed data store, on a real Citus (TEST_CITUS_URL) or on a stand-in for it: every statement is
 * held to the rules of `citus-rules.ts`, and runs on plain tables where there is no other.
 */

let stores: TestStores;
let store: DataStore;
beforeAll(async () => {
  stores = await testStores({ citus: true });
});
afterAll(() => stores.end());
beforeEach(async () => {
  store = await stores.store();
});

const patients = Array.from({ length: 8 }, (_, at) => `p${at}`);

function patient(id: string, more: JsonObject = {}) {
  return resource({ resourceType: 'Patient', id, ...more });
}

function observation(id: string, of: string, more: JsonObject = {}) {
  const code = { coding: [{ system: 'http://loinc.org', code: '8302-2' }] };
  const subject = { reference: `Patient/${of}` };
  return resource({ resourceType: 'Observation', id, status: 'final', code, subject, ...more });
}

function appointment(id: string, ...of: readonly string[]) {
  const participant = of.map((each) => ({
    actor: { reference: `Patient/${each}` },
    status: 'accepted',
  }));
  return resource({ resourceType: 'Appointment', id, status: 'booked', participant });
}

async function put(...resources: readonly ReturnType<typeof resource>[]): Promise<void> {
  for (const each of resources) await store.update(each, each.id!);
}

/** Looks at all rows, wherever they lie. */
function look<Row>(text: string): Promise<readonly Row[]> {
  return stores.database.query<Row>(`${looking} ${text.replaceAll('{s}', `ds_${store.id}`)}`);
}

async function found(
  type: string,
  ...params: readonly (readonly [string, string])[]
): Promise<readonly string[]> {
  const parsed = parseSearch({ kind: 'type', type }, [...params, ['_count', '100']], { strict: true });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ diagnostics }) => diagnostics).join('; '));
  const { matches } = await store.search(parsed.query);
  return matches.map(({ id }) => id).toSorted();
}

const members = async (id: string) =>
  (await store.compartment({ compartment: 'Patient', id, count: 100 })).matches.map(
    (each) => `${each.type}/${each.id}`,
  );

describe('what concerns a patient', () => {
  beforeEach(async () => {
    await put(
      ...patients.flatMap((each) => [
        patient(each),
        observation(`o-${each}-1`, each),
        observation(`o-${each}-2`, each),
      ]),
    );
  });

  it('lies in one part, and the parts are used', async () => {
    const rows = await look<{ id: string; part: number }>('SELECT id, part FROM {s}.version');
    expect(rows).toHaveLength(24);
    const parts = new Map(rows.map(({ id, part }) => [id, part]));
    expect(new Set(parts.values()).size).toBeGreaterThan(1);
    for (const each of patients)
      expect([parts.get(`o-${each}-1`), parts.get(`o-${each}-2`)], each).toEqual([
        parts.get(each),
        parts.get(each),
      ]);
  });

  it.each([
    ['subject', 'Patient/p3'],
    ['patient', 'p3'],
    ['patient', 'Patient/p3'],
  ])('is found by %s=%s in one shard', async (param, value) => {
    const shards = await shardsAsked(async () => {
      expect(await found('Observation', [param, value], ['code', '8302-2'])).toEqual(['o-p3-1', 'o-p3-2']);
    });
    expect(shards).toHaveLength(1);
  });

  it('is listed from one shard', async () => {
    const shards = await shardsAsked(async () => {
      expect(await members('p5')).toEqual(['Observation/o-p5-1', 'Observation/o-p5-2', 'Patient/p5']);
    });
    expect(shards).toHaveLength(1);
  });

  it('is read in one shard, by its id', async () => {
    const shards = await shardsAsked(async () => {
      expect(await store.read('Observation', 'o-p2-1')).toMatchObject({ version: 1 });
      expect((await store.history('Observation', 'o-p2-1', { count: 10 }))?.total).toBe(1);
    });
    expect(shards).toHaveLength(1);
  });

  it('is found in every shard where it is also in the compartments of others', async () => {
    await put(appointment('of-all', ...patients), appointment('of-one', 'p1'));
    for (const each of patients) {
      expect(await found('Appointment', ['patient', each])).toEqual(
        each === 'p1' ? ['of-all', 'of-one'] : ['of-all'],
      );
      expect(await members(each)).toContain('Appointment/of-all');
    }
    // A search for several patients asks the shards of all of them.
    expect(await found('Observation', ['patient', 'p0,p1,p2'])).toHaveLength(6);
  });

  it('is found by its id in its shard', async () => {
    const shards = await shardsAsked(async () => {
      expect(await found('Observation', ['_id', 'o-p1-1'])).toEqual(['o-p1-1']);
    });
    expect(shards).toHaveLength(1);
    expect(await found('Observation', ['_id', 'o-p1-1,o-p6-2,nobody'])).toEqual(['o-p1-1', 'o-p6-2']);
  });

  it('is found where it was not asked by the patient, in all shards', async () => {
    expect(await found('Observation', ['code', '8302-2'])).toHaveLength(16);
    expect(await found('Observation', ['subject:Patient.gender', 'male'])).toEqual([]);
    await put(patient('p4', { gender: 'male' }));
    expect(await found('Observation', ['subject:Patient.gender', 'male'])).toEqual(['o-p4-1', 'o-p4-2']);
  });
});

describe('a resource whose next version is of another patient', () => {
  it('goes there with its history, and leaves nothing behind', async () => {
    for (const [at, each] of [...patients, ...patients.toReversed()].entries()) {
      await put(observation('o', each));
      expect(await found('Observation', ['patient', each])).toEqual(['o']);
      expect(await store.read('Observation', 'o')).toMatchObject({ version: at + 1 });
    }
    expect(await found('Observation', ['patient', 'p7'])).toEqual([]);
    const history = (await store.history('Observation', 'o', { count: 100 }))!;
    expect(history.versions.map(({ version }) => version)).toEqual(
      Array.from({ length: 16 }, (_, at) => 16 - at),
    );
    expect(treeOf(await store.vread('Observation', 'o', 3))['subject']).toEqual({
      reference: 'Patient/p2',
    });
    expect(await store.vread('Observation', 'o', 17)).toBeUndefined();
    const parts = await look('SELECT part FROM {s}.version UNION SELECT part FROM {s}.superseded');
    expect(parts).toHaveLength(1);
    for (const table of indexTables) {
      const [row] = await look<{ vids: number }>(
        `SELECT count(DISTINCT vid)::integer AS vids FROM {s}.${table}`,
      );
      expect(row!.vids, table).toBeLessThanOrEqual(1);
    }
    expect(await look('SELECT FROM {s}.resource')).toHaveLength(1);
    expect(await look('SELECT FROM {s}.identity')).toHaveLength(1);
  });

  it('goes within one batch, too', async () => {
    const writer = await stores.writer(store);
    await put(observation('o', 'p0'), observation('same', 'p1'));
    await writer.write(
      writer.prepare([
        observation('o', 'p1'),
        observation('new', 'p2'),
        observation('o', 'p2'),
        observation('new', 'p3'),
        observation('same', 'p1'),
      ]),
    );
    expect(await found('Observation', ['patient', 'p2'])).toEqual(['o']);
    expect(await found('Observation', ['patient', 'p3'])).toEqual(['new']);
    const versions = async (id: string) =>
      (await store.history('Observation', id, { count: 9 }))!.versions.map(({ version }) => version);
    expect(await versions('o')).toEqual([3, 2, 1]);
    expect(await versions('new')).toEqual([2, 1]);
    expect(await versions('same')).toEqual([2, 1]);
  });
});

it('is found by each of its patients while it goes from one to the other', async () => {
  await put(appointment('a', 'p0', 'p1', 'p2'));
  const moved = { all: false };
  const moves = (async () => {
    for (let at = 1; at < 25; at++)
      await put(appointment('a', ...(at % 2 === 0 ? ['p0', 'p1', 'p2'] : ['p2', 'p1', 'p0'])));
    moved.all = true;
  })();
  while (!moved.all)
    for (const each of ['p0', 'p2']) {
      const ids = await found('Appointment', ['patient', each]);
      expect(ids).toEqual(['a']);
      expect(await members(each)).toEqual(['Appointment/a']);
    }
  await moves;
});

it('is found by every search while it goes from one patient to another', async () => {
  await put(observation('o', 'p0'));
  const moved = { all: false };
  const moves = (async () => {
    for (let at = 1; at < 25; at++) await put(observation('o', patients[at % patients.length]!));
    moved.all = true;
  })();
  let searches = 0;
  while (!moved.all) {
    expect(await found('Observation', ['code', '8302-2'])).toEqual(['o']);
    expect(await store.read('Observation', 'o')).toBeDefined();
    searches++;
  }
  await moves;
  expect(searches).toBeGreaterThan(1);
});

describe('a resource under one id', () => {
  it('comes to be once, whoever is faster, and loses no update', async () => {
    const outcomes = await Promise.all(
      patients.map((each) => store.update(observation('contested', each), 'contested')),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(outcomes.map((each) => 'version' in each && each.version.version).sort()).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    const reports = await Promise.all(
      patients.map((each) =>
        store.transaction((unit) =>
          unit.write([
            {
              kind: 'update',
              resource: observation('wanted', each),
              id: 'wanted',
              expected: { ifAbsent: true },
            },
          ]),
        ),
      ),
    );
    expect(reports.filter(({ written }) => written)).toHaveLength(1);
    expect(await look(`SELECT FROM {s}.resource WHERE id = 'wanted'`)).toHaveLength(1);
  });

  it('is created once for a condition, however many ask at once', async () => {
    // More than there are connections: each holds one while it asks the shards.
    const conditions = Array.from({ length: 20 }, (_, at) => `c${at % 10}`);
    const outcomes = await Promise.all(
      conditions.map((condition) =>
        store.transaction(async (unit) => {
          await unit.lock([condition]);
          if ((await found('Patient', ['family', condition])).length > 0) return 'there';
          await unit.write([
            {
              kind: 'create',
              resource: patient(`id-${condition}`, { name: [{ family: condition }] }),
              id: newResourceId(),
            },
          ]);
          return 'created';
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome === 'there')).toHaveLength(10);
  });

  it('has the rows that it would have if all were indexed anew', async () => {
    const writer = await stores.writer(store);
    await put(...patients.map((each) => patient(each, { name: [{ family: `Before ${each}` }] })));
    await writer.write(
      writer.prepare([
        ...patients.map((each) => patient(each, { name: [{ family: `After ${each}` }] })),
        ...patients.map((each, at) =>
          observation(`o${at}`, each, { valueQuantity: { value: at, unit: 'cm' } }),
        ),
      ]),
    );
    await store.delete('Observation', 'o1');
    await put(observation('o2', 'p6', { effectiveDateTime: '2024-02-29' }));
    const rows = async () => {
      const lines: string[] = [];
      for (const table of indexTables)
        lines.push(
          ...(
            await look<{ line: string }>(
              `SELECT concat('${table} ', to_jsonb(t)) AS line FROM {s}.${table} t`,
            )
          ).map(({ line }) => line),
        );
      return lines.sort();
    };
    const before = await rows();
    await stores.database.query('UPDATE wellspring.data_store SET extraction = 0 WHERE id = $1', [store.id]);
    await reindex(stores.database, store.id);
    expect(before).toEqual(await rows());
  });

  it('is erased with all that was ever there of it', async () => {
    await put(observation('o', 'p0'), observation('o', 'p1'), observation('o', 'p1'), patient('p1'));
    expect(await store.eraseVersion('Observation', 'o', 2, async () => {})).toBe('erased');
    expect(await store.eraseVersion('Observation', 'o', 2, async () => {})).toBe('not-found');
    expect(await store.eraseVersion('Observation', 'o', 3, async () => {})).toBe('current');
    await store.delete('Observation', 'o');
    const before = new Date(Date.now() + 60_000);
    const deleted = { type: 'Observation', id: 'o' };
    expect(await store.deletedResources({ of: { type: 'Observation' }, before, limit: 9 })).toMatchObject([
      deleted,
    ]);
    expect(await store.deletedResources({ of: { patient: 'p1' }, before, limit: 9 })).toMatchObject([
      deleted,
    ]);
    const keys = [deleted, { type: 'Patient', id: 'p1' }];
    await store.changeMany(keys, { decide: () => ({ kind: 'erase' }) }, async () => {});
    for (const table of ['version', 'resource', 'superseded', 'identity', ...indexTables])
      expect(await look(`SELECT * FROM {s}.${table}`), table).toEqual([]);
  });
});

describe('everything at once', () => {
  it('is told of by changes and by histories, each version once, in one order', async () => {
    for (let round = 0; round < 3; round++)
      await put(...patients.map((each, at) => observation(`o${at}`, patients[(at + round) % 8]!)));
    await store.transaction((unit) =>
      unit.write(patients.map((id) => ({ kind: 'create' as const, resource: patient(id), id }))),
    );
    const changes: bigint[] = [];
    let since: string | undefined;
    for (;;) {
      const page = await store.changes({ count: 5, ...(since !== undefined && { since }) });
      if (page.changes.length === 0) break;
      changes.push(...page.changes.map(({ vid }) => vid));
      since = page.next;
    }
    expect(changes).toHaveLength(32);
    expect(changes).toEqual([...new Set(changes)].sort((left, right) => (left < right ? -1 : 1)));
    const pages: bigint[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.historyOfMany(undefined, {
        count: 7,
        ...(cursor !== undefined && { cursor }),
      });
      pages.push(...page.versions.map(({ vid }) => vid));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(pages).toEqual(changes.toReversed());
    expect((await store.historyOfMany('Observation', { count: 100 })).versions).toHaveLength(24);
    const only = await store.changes({ count: 100, types: ['Patient'] });
    expect(only.changes).toHaveLength(8);
  });

  it('is exported, each current resource once', async () => {
    await put(...patients.map((each) => patient(each)), ...patients.map((each) => observation(each, each)));
    await store.delete('Patient', 'p0');
    const snapshot = await store.exportSnapshot();
    try {
      await put(patient('later'));
      const exported: string[] = [];
      for await (const { type, id } of snapshot.resources) exported.push(`${type}/${id}`);
      expect(exported.sort()).toEqual([
        ...patients.map((each) => `Observation/${each}`),
        ...patients.slice(1).map((each) => `Patient/${each}`),
      ]);
      expect([
        ...(await snapshot.present([
          { type: 'Patient', id: 'p1' },
          { type: 'Patient', id: 'p0' },
        ])),
      ]).toEqual(['Patient/p1']);
      expect(() => snapshot.select({ type: 'Patient', patients: 'any' })).toThrow(
        expect.objectContaining({ code: 'not-distributed' }) as Error,
      );
    } finally {
      await snapshot.close();
    }
  });

  it('is read by many ids, in their order', async () => {
    await put(...patients.map((each) => patient(each)));
    const keys = ['p6', 'p1', 'nobody', 'p3'].map((id) => ({ type: 'Patient', id }));
    const { versions, rest } = await store.readSome(keys);
    expect(versions.map(({ id }) => id)).toEqual(['p6', 'p1', 'p3']);
    expect(rest).toEqual([]);
  });

  it('is counted anew as soon as anything was written', async () => {
    const total = async () => {
      const parsed = parseSearch({ kind: 'type', type: 'Patient' }, [['_total', 'accurate']], {
        strict: true,
      });
      if (!parsed.ok) throw new Error('It is a search');
      return (await store.search(parsed.query)).total;
    };
    for (const [at, each] of patients.entries()) {
      await put(patient(each));
      expect(await total()).toBe(at + 1);
    }
  });
});

it('notes changes of what data is validated by, as the triggers of plain tables do', async () => {
  const changes = async () => (await look('SELECT FROM {s}.conformance_change')).length;
  const before = await changes();
  await store.create(resource({ resourceType: 'ValueSet', status: 'active' }));
  expect(await changes()).toBe(before + 1);
  await put(patient('p'));
  expect(await changes()).toBe(before + 1);
});

it('refuses what it does not do, by name', async () => {
  await expect(store.parameterIndex.reports()).rejects.toMatchObject({ code: 'not-distributed' });
  const visible = new Map([
    [
      'Observation',
      {
        kind: 'chain',
        param: 'subject',
        targets: [],
      } as const,
    ],
  ]);
  await expect(
    store.compartment({ compartment: 'Patient', id: newResourceId(), count: 1, visible }),
  ).rejects.toMatchObject({ code: 'not-distributed' });
});
