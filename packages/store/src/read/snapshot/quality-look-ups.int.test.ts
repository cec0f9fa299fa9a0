import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../../data-store.js';
import { inSnapshotOf, resource, testStores, type TestStores } from '../../testing/test-store.js';
import type { Snapshot } from '../export-snapshot.js';
import type { WrittenSpan } from './written-versions.js';

let stores: TestStores;
let store: DataStore;

beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
});
afterAll(() => stores.end());

const inSnapshot = <T>(read: (snapshot: Snapshot) => Promise<T>) => inSnapshotOf(store, read);
const put = (type: string, id: string, more: object = {}) =>
  store.update(resource({ resourceType: type, id, ...more }), id);

describe('a snapshot', () => {
  it('knows which resources are there, by type and id', async () => {
    await put('Patient', 'a');
    await put('Group', 'b', { type: 'person', actual: true });
    await put('Patient', 'gone');
    await store.delete('Patient', 'gone');
    const present = await inSnapshot((snapshot) =>
      snapshot.present([
        { type: 'Patient', id: 'a' },
        { type: 'Patient', id: 'a' },
        { type: 'Patient', id: 'b' },
        { type: 'Group', id: 'b' },
        { type: 'Patient', id: 'gone' },
        { type: 'Nonsense', id: 'a' },
      ]),
    );
    expect([...present].sort()).toEqual(['Group/b', 'Patient/a']);
    expect(await inSnapshot((snapshot) => snapshot.present([]))).toEqual(new Set());
  });

  it('knows when patients lived', async () => {
    await put('Patient', 'born', { birthDate: '1980-05-17' });
    await put('Patient', 'dead', { birthDate: '1980', deceasedDateTime: '2020-01-01T00:00:00Z' });
    await put('Patient', 'who', { deceasedBoolean: true });
    const lives = await inSnapshot((snapshot) => snapshot.lives(['born', 'dead', 'who', 'nobody']));
    const micros = (text: string): number => Date.parse(text) * 1000;
    expect(Object.fromEntries(lives)).toEqual({
      born: {
        birth: { low: micros('1980-05-17T00:00:00Z'), high: micros('1980-05-18T00:00:00Z') },
        death: undefined,
      },
      dead: {
        birth: { low: micros('1980-01-01T00:00:00Z'), high: micros('1981-01-01T00:00:00Z') },
        death: { low: micros('2020-01-01T00:00:00Z'), high: micros('2020-01-01T00:00:01Z') },
      },
      who: { birth: undefined, death: undefined },
    });
  });

  it('knows which identifiers others of the type have', async () => {
    const identifier = (system: string, value: string) => ({ identifier: [{ system, value }] });
    await put('Patient', 'i1', identifier('http://a.example', '1'));
    await put('Patient', 'i2', identifier('http://a.example', '1'));
    await put('Patient', 'i3', identifier('http://b.example', '1'));
    await put('Practitioner', 'i4', identifier('http://b.example', '1'));
    await put('Patient', 'old', identifier('http://b.example', '1'));
    await put('Patient', 'old', identifier('http://b.example', 'new'));
    const vidOf = async (id: string) => (await store.read('Patient', id))!.vid;
    const asked = [
      { vid: await vidOf('i1'), system: 'http://a.example', value: '1' },
      { vid: await vidOf('i3'), system: 'http://b.example', value: '1' },
      { vid: await vidOf('i2'), system: 'http://a.example', value: '1' },
      { vid: await vidOf('old'), system: 'http://b.example', value: 'new' },
    ];
    expect(await inSnapshot((snapshot) => snapshot.shared('Patient', asked))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(await inSnapshot((snapshot) => snapshot.shared('AuditEvent', asked))).toBeUndefined();
  });

  it('gives what some transactions wrote, of their node only, and nothing that changed since', async () => {
    const mine = await stores.writer(store, 7);
    const others = await stores.writer(store, 8);
    const spans: WrittenSpan[] = [];
    const write = async (writer: typeof mine, ids: readonly string[], noted: boolean): Promise<void> => {
      const batch = writer.prepare(
        ids.map((id) => resource({ resourceType: 'Basic', id, code: { text: id } })),
      );
      await writer.write(batch, (_, results) => {
        const vids = results.map(({ vid }) => vid).sort((left, right) => (left < right ? -1 : 1));
        if (noted) spans.push({ low: vids[0]!, high: vids.at(-1)! });
        return Promise.resolve();
      });
    };
    await write(mine, ['w1', 'w2'], true);
    await write(others, ['x1'], false);
    await write(mine, ['w3', 'w4', 'w2'], true);
    await write(others, ['w4', 'x2'], false);
    await store.delete('Basic', 'w3');
    // As if both had been written at the same time: one span that overlaps with both.
    const whole = { low: spans[0]!.low, high: spans[1]!.high };
    const written = (some: readonly WrittenSpan[]) =>
      inSnapshot(async (snapshot) => {
        const ids: string[] = [];
        for await (const batch of snapshot.written(some)) ids.push(...batch.map(({ id }) => id));
        return ids.sort();
      });
    expect(await written(spans)).toEqual(['w1', 'w2']);
    expect(await written([...spans, whole, whole])).toEqual(['w1', 'w2']);
    expect(await written([])).toEqual([]);
  });

  it('estimates how much there is, once the database has counted', async () => {
    await store.analyze();
    const rows = await stores.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ds_${store.id}.resource`,
    );
    expect(await inSnapshot((snapshot) => snapshot.estimate())).toBe(rows[0]!.count);
  });
});
