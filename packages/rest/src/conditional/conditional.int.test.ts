import { connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../testing/call.js';
import { serveStore, type ServedStore } from '../testing/served-store.js';

let server: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let store: ServedStore;
beforeAll(async () => {
  server = await testDatabase();
  await migrateCatalog(server.url);
  database = connect({ url: server.url, max: 6 });
  store = await serveStore(createRegistry({ database, url: server.url, slot: { node: 1 } }));
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const system = 'http://a.example/mrn';
const patient = (value: string, more: object = {}) => ({
  resourceType: 'Patient',
  identifier: [{ system, value }],
  ...more,
});
const condition = (value: string) => `identifier=${system}|${value}`;
const create = (value: string, headers: Record<string, string> = {}, more: object = {}) =>
  store.send('POST', '/Patient', { headers, body: patient(value, more) });
const createIfNone = (value: string, ifNoneExist = condition(value)) =>
  create(value, { 'if-none-exist': ifNoneExist });
const total = async (value: string) =>
  (await store.search(`/Patient?${condition(value)}&_total=accurate`)).total;
const resourceOf = (answer: Answer) =>
  answer.json() as { readonly id: string; readonly meta: { readonly versionId: string } };
const issueOf = (answer: Answer) =>
  (answer.json() as { readonly issue: readonly { readonly code: string }[] }).issue[0]!.code;

// https://hl7.org/fhir/R4/http.html#ccreate
describe('conditional create', () => {
  test('201 where nothing meets the condition, 200 with what does, 412 where several do', async () => {
    const first = await createIfNone('c1');
    expect(first.status).toBe(201);
    const second = await createIfNone(
      'c1',
      `?${encodeURIComponent('identifier')}=${encodeURIComponent(`${system}|c1`)}`,
    );
    expect(second.status).toBe(200);
    expect(resourceOf(second)).toEqual(resourceOf(first));
    expect(second.headers['location']).toBe(first.headers['location']);
    expect(await total('c1')).toBe(1);

    await create('c1');
    const third = await createIfNone('c1');
    expect([third.status, issueOf(third)]).toEqual([412, 'multiple-matches']);
    expect(await total('c1')).toBe(2);
  });

  test.each([
    ['nothing', ''],
    ['only how the answer looks', '_format=json'],
    ['a parameter that is not known', `${condition('x')}&ghost=1`],
    ['a parameter without a value', 'identifier='],
    ['a result parameter', `${condition('x')}&_count=1`],
    ['an include', `${condition('x')}&_include=Patient:organization`],
    ['a value that cannot be read', 'birthdate=yesterday'],
  ])('a condition of %s is refused', async (_, text) => {
    const answer = await createIfNone('x', text);
    expect(answer.status).toBe(400);
    expect(await total('x')).toBe(0);
  });

  test('raced by 50 clients it makes one resource, however its condition is written', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        createIfNone(
          'race',
          at % 2 === 0 ? condition('race') : `identifier=${encodeURIComponent(`${system}|race`)}`,
        ),
      ),
    );
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]));
    expect(new Set(answers.map((answer) => resourceOf(answer).id)).size).toBe(1);
    expect(await total('race')).toBe(1);
  }, 30_000);
});

// The contract, 2.2.
describe('conditional update', () => {
  const put = (value: string, more: object = {}, headers: Record<string, string> = {}) =>
    store.send('PUT', `/Patient?${condition(value)}`, { headers, body: patient(value, more) });

  test('no match: created, under the id of the body where it has one', async () => {
    const created = await put('u1');
    expect(created.status).toBe(201);
    const named = await put('u2', { id: 'update-2' });
    expect([named.status, resourceOf(named).id]).toEqual([201, 'update-2']);
  });
  test('no match, and the id is that of another: 409', async () => {
    await store.put([{ resourceType: 'Patient', id: 'taken' }]);
    const answer = await put('u3', { id: 'taken' });
    expect([answer.status, await total('u3')]).toEqual([409, 0]);
  });
  test('one match: updated; with another id 409', async () => {
    const created = resourceOf(await put('u4'));
    const updated = await put('u4', { active: true });
    expect([updated.status, resourceOf(updated).id, resourceOf(updated).meta.versionId]).toEqual([
      200,
      created.id,
      '2',
    ]);
    expect((await put('u4', { id: created.id })).status).toBe(200);
    expect((await put('u4', { id: 'other' })).status).toBe(409);
  });
  test('several: 412', async () => {
    await create('u5');
    await create('u5');
    expect((await put('u5')).status).toBe(412);
  });
  test('with If-Match only that version', async () => {
    await put('u6');
    expect((await put('u6', { active: true }, { 'if-match': 'W/"2"' })).status).toBe(412);
    expect((await put('u6', { active: true }, { 'if-match': 'W/"1"' })).status).toBe(200);
    expect((await put('u7', {}, { 'if-match': 'W/"1"' })).status).toBe(412);
    expect(await total('u7')).toBe(0);
  });
  test('with If-None-Match: * only where there is none', async () => {
    expect((await put('u8', {}, { 'if-none-match': '*' })).status).toBe(201);
    expect((await put('u8', {}, { 'if-none-match': '*' })).status).toBe(412);
  });
  test.each(['', '?', '?ghost=1', '?identifier=', '?_count=5'])(
    'the condition "%s" is refused',
    async (query) => {
      const answer = await store.send('PUT', `/Patient${query}`, { body: patient('u9') });
      expect([answer.status, await total('u9')]).toEqual([400, 0]);
    },
  );
  test('raced by 50 clients it makes one resource, with every update in its history', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => put('u-race', { active: true })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(await total('u-race')).toBe(1);
    const versions = answers.map((answer) => Number(resourceOf(answer).meta.versionId)).sort((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
  }, 30_000);
  test('loses no update of others that come between', async () => {
    const { id } = resourceOf(await put('u-mixed'));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        at % 2 === 0
          ? put('u-mixed')
          : store.send('PUT', `/Patient/${id}`, { body: patient('u-mixed', { id }) }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(resourceOf(await store.send('GET', `/Patient/${id}`)).meta.versionId).toBe('21');
  }, 30_000);
});

// https://hl7.org/fhir/R4/http.html#patch
describe('conditional patch', () => {
  const patch = (query: string, operations: readonly object[], headers: Record<string, string> = {}) =>
    store.send('PATCH', `/Patient?${query}`, {
      headers: { 'content-type': 'application/json-patch+json', ...headers },
      body: JSON.stringify(operations),
    });
  const active = [{ op: 'add', path: '/active', value: true }];

  test('404 where nothing meets the condition, 200 for one, 412 where several do', async () => {
    expect((await patch(condition('p1'), active)).status).toBe(404);
    await create('p1');
    const one = await patch(condition('p1'), active);
    expect(one.status).toBe(200);
    expect(one.json()).toMatchObject({ active: true, meta: { versionId: '2' } });
    await create('p1');
    const several = await patch(condition('p1'), active);
    expect([several.status, issueOf(several)]).toEqual([412, 'multiple-matches']);
  });

  test('If-Match, a test that fails, and what leaves the resource invalid change nothing', async () => {
    await create('p2');
    expect((await patch(condition('p2'), active, { 'if-match': 'W/"2"' })).status).toBe(409);
    expect((await patch(condition('p2'), [{ op: 'test', path: '/id', value: 'x' }])).status).toBe(409);
    expect((await patch(condition('p2'), [{ op: 'add', path: '/gender', value: 'x' }])).status).toBe(422);
    expect((await patch(condition('p2'), active, { 'if-match': 'W/"1"' })).status).toBe(200);
  });

  test('of many at once none is lost', async () => {
    await create('p3');
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        patch(condition('p3'), [{ op: 'add', path: '/identifier/-', value: { value: `n${at}` } }]),
      ),
    );
    const { entry } = await store.search(`/Patient?${condition('p3')}`);
    const [found] = entry!;
    expect((found!.resource as unknown as { identifier: unknown[] }).identifier).toHaveLength(21);
  });

  test('without a condition, or with one that has no value, it is refused', async () => {
    for (const query of ['', 'gender=', `${condition('p2')}&gender=`, 'ghost=1'])
      expect((await patch(query, active)).status).toBe(400);
  });
});

describe('update with If-None-Match', () => {
  const put = (tag: string) =>
    store.send('PUT', '/Patient/absent', {
      headers: { 'if-none-match': tag },
      body: patient('absent', { id: 'absent' }),
    });
  test('* only where there is none, or a deleted one', async () => {
    expect((await put('*')).status).toBe(201);
    const refused = await put('*');
    expect([refused.status, refused.headers['etag']]).toEqual([412, 'W/"1"']);
    await store.send('DELETE', '/Patient/absent');
    expect((await put('*')).status).toBe(201);
  });
  test('anything else is refused', async () => {
    expect((await put('W/"1"')).status).toBe(400);
  });
  test('of many at once one is done', async () => {
    await store.send('DELETE', '/Patient/absent');
    const answers = await Promise.all(Array.from({ length: 20 }, () => put('*')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
  });
});

// The contract, 2.2.
describe('conditional delete', () => {
  const remove = (query: string, headers: Record<string, string> = {}) =>
    store.send('DELETE', `/Patient?${query}`, { headers });

  test('none 404, one 204, several 412', async () => {
    expect((await remove(condition('d1'))).status).toBe(404);
    await create('d1');
    await create('d1');
    expect((await remove(condition('d1'))).status).toBe(412);
    expect(await total('d1')).toBe(2);
    await create('d2');
    expect((await remove(condition('d2'))).status).toBe(204);
    expect(await total('d2')).toBe(0);
    expect((await remove(condition('d2'))).status).toBe(404);
  });
  test('of a resource named by its id: 204 where it is deleted, 409 where the rest does not fit', async () => {
    const { id } = resourceOf(await create('d3', {}, { meta: { tag: [{ system: 'http://t', code: 'a' }] } }));
    expect((await remove(`_id=${id}&_tag=http://t|b`)).status).toBe(409);
    expect((await remove(`_id=${id}&createdAt=lt2001`)).status).toBe(409);
    expect((await remove(`_id=${id}&_lastUpdated=lt2001`)).status).toBe(409);
    expect((await remove(`_id=${id}&active=true`)).status).toBe(404);
    expect((await remove(`_id=${id}&_tag=http://t|a`)).status).toBe(204);
    expect((await remove(`_id=${id}&_tag=http://t|a`)).status).toBe(204);
    expect((await remove(`_id=never-there`)).status).toBe(404);
  });
  test('with If-Match only that version', async () => {
    await create('d4');
    expect((await remove(condition('d4'), { 'if-match': 'W/"2"' })).status).toBe(412);
    expect((await remove(condition('d4'), { 'if-match': 'W/"1"' })).status).toBe(204);
  });
  test.each(['', 'ghost=1', 'identifier=', '_sort=family', `${condition('d1')}&ghost=1`])(
    'the condition "%s" is refused',
    async (query) => {
      expect((await remove(query)).status).toBe(400);
      expect(await total('d1')).toBe(2);
    },
  );

  describe('in batches', () => {
    interface Deleted {
      readonly type: string;
      readonly link: readonly { readonly relation: string; readonly url: string }[];
      readonly entry?: readonly { readonly response: { readonly status: string } }[];
    }
    const bundleOf = (answer: Answer) => answer.json() as Deleted;

    test('page by page, until nothing is left', async () => {
      for (let at = 0; at < 5; at++) await create('many');
      let target: string | undefined = `/Patient?${condition('many')}&_count=2`;
      const pages: number[] = [];
      while (target !== undefined) {
        const answer = await store.send('DELETE', target);
        expect(answer.status).toBe(200);
        const { type, entry = [], link } = bundleOf(answer);
        expect(type).toBe('batch-response');
        expect(entry.every(({ response }) => response.status === '204')).toBe(true);
        pages.push(entry.length);
        target = link.find(({ relation }) => relation === 'next')?.url.slice(store.root.length);
      }
      expect(pages).toEqual([2, 2, 1]);
      expect(await total('many')).toBe(0);
    });
    test('an empty Bundle where nothing matches', async () => {
      const answer = await remove(`${condition('nobody')}&_count=10`);
      expect([answer.status, bundleOf(answer).entry]).toEqual([200, undefined]);
    });
    test.each(['_count=101', '_count=0', '_count=x'])('%s is refused', async (count) => {
      expect((await remove(`${condition('d1')}&${count}`)).status).toBe(400);
    });
    test('without a condition, or with If-Match, it is refused', async () => {
      expect((await remove('_count=10')).status).toBe(400);
      expect((await remove(`${condition('d1')}&_count=10`, { 'if-match': 'W/"1"' })).status).toBe(400);
      expect(await total('d1')).toBe(2);
    });
  });
});

// The contract, 2.2.
describe('idempotency keys', () => {
  const key = 'x-amz-fhir-idempotency-key';
  test('a repeated create gives 409 and the original resource', async () => {
    const name = randomUUID();
    const first = await create('i1', { [key]: name });
    expect(first.status).toBe(201);
    const { id } = resourceOf(first);
    await store.send('PUT', `/Patient/${id}`, { body: patient('i1', { id, active: true }) });
    const again = await create('i1', { [key]: name.toUpperCase() });
    expect(again.status).toBe(409);
    expect(again.json()).toEqual(first.json());
    expect(again.headers['location']).toBe(first.headers['location']);
    expect(await total('i1')).toBe(1);
  });
  test.each(['', 'abc', '12345678-1234-1234-1234-1234567890123'])('the key "%s" is refused', async (name) => {
    expect((await create('i2', { [key]: name })).status).toBe(400);
    expect(await total('i2')).toBe(0);
  });
  test('of many at once one is done', async () => {
    const name = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => create('i3', { [key]: name })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await total('i3')).toBe(1);
  });
  test('a create that fails, or finds what it was to create, does not use it up', async () => {
    const name = randomUUID();
    expect((await create('i4', { [key]: name }, { gender: 'x' })).status).toBe(400);
    expect((await createIfNone('i4')).status).toBe(201);
    const found = await create('i4', { [key]: name, 'if-none-exist': condition('i4') });
    expect(found.status).toBe(200);
    expect((await create('i5', { [key]: name })).status).toBe(201);
  });
  test('on anything but a create it is refused', async () => {
    const headers = { [key]: randomUUID() };
    expect(
      (await store.send('PUT', '/Patient/i6', { headers, body: patient('i6', { id: 'i6' }) })).status,
    ).toBe(501);
  });
});
