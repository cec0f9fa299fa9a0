import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationStore, validAnswer, type OperationStore } from '../../testing/operation-store.js';

interface Returned {
  readonly parameter?: readonly { readonly name: string; readonly valueMeta: Record<string, unknown> }[];
}
const tag = (code: string, display?: string) => ({
  system: 'http://a.example/tags',
  code,
  ...(display !== undefined && { display }),
});
const secret = { system: 'http://a.example/security', code: 'R' };
const given = (valueMeta: object) => ({
  body: { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta }] },
});

let store: OperationStore;
beforeAll(async () => {
  store = await operationStore();
  await store.put([
    { resourceType: 'Patient', id: 'p', active: true },
    {
      resourceType: 'Observation',
      id: 'o',
      meta: { profile: ['http://a.example/vitals'], tag: [tag('old', 'Old')] },
      status: 'final',
      code: { text: 'x' },
    },
  ]);
});
afterAll(async () => {
  await store.end();
});

async function metaOf(target: string, method = 'GET', options = {}): Promise<Record<string, unknown>> {
  const { parameter = [] } = validAnswer(await store.send(method, target, options)) as Returned;
  return parameter.find(({ name }) => name === 'return')?.valueMeta ?? {};
}

describe('$meta', () => {
  test('of a resource and of a version is what a read gives', async () => {
    const { meta } = (await store.send('GET', '/Observation/o')).json() as { meta: object };
    expect(await metaOf('/Observation/o/$meta')).toEqual(meta);
    expect(await metaOf('/Observation/o/_history/1/$meta', 'POST')).toEqual(meta);
  });

  test('of a type and of the system: each label once, sorted', async () => {
    await store.put(
      Array.from({ length: 120 }, (_, index) => ({
        resourceType: 'Basic',
        id: `b${index}`,
        meta: { tag: [tag(`t${index % 3}`)], ...(index === 0 && { security: [secret] }) },
        code: { text: 'x' },
      })),
    );
    expect(await metaOf('/Basic/$meta')).toEqual({
      security: [secret],
      tag: [tag('t0'), tag('t1'), tag('t2')],
    });
    expect(await metaOf('/$meta')).toEqual({
      profile: ['http://a.example/vitals'],
      security: [secret],
      tag: [tag('old', 'Old'), tag('t0'), tag('t1'), tag('t2')],
    });
    expect(await metaOf('/Patient/$meta')).toEqual({});
  });

  test('labels that are no codes hide no others', async () => {
    await store.put([
      {
        resourceType: 'Flag',
        id: 'f',
        meta: { tag: [tag('x')] },
        status: 'active',
        code: { text: 'x' },
        subject: { reference: 'Patient/p' },
      },
      ...Array.from({ length: 60 }, (_, index) => ({
        resourceType: 'Flag',
        id: `f${index}`,
        meta: { tag: [{ system: 'http://a.example/only' }] },
        status: 'active',
        code: { text: 'x' },
        subject: { reference: 'Patient/p' },
      })),
    ]);
    expect(await metaOf('/Flag/$meta')).toEqual({ tag: [{ system: 'http://a.example/only' }, tag('x')] });
  });
});

describe('$meta-add and $meta-delete', () => {
  test('add what is not there, as a new version, and nothing else changes', async () => {
    const added = await metaOf(
      '/Observation/o/$meta-add',
      'POST',
      given({
        profile: ['http://a.example/vitals', 'http://a.example/more'],
        tag: [tag('old', 'Another display'), tag('new')],
        security: [secret],
      }),
    );
    expect(added).toMatchObject({
      versionId: '2',
      profile: ['http://a.example/vitals', 'http://a.example/more'],
      tag: [tag('old', 'Old'), tag('new')],
      security: [secret],
    });
    const now = (await store.send('GET', '/Observation/o')).json() as object;
    expect(now).toMatchObject({ meta: added, status: 'final', code: { text: 'x' } });
    const found = await store.search('/Observation?_tag=http://a.example/tags|new');
    expect(found.entry).toHaveLength(1);
  });

  test('the same again makes no version', async () => {
    expect(await metaOf('/Observation/o/$meta-add', 'POST', given({ tag: [tag('new')] }))).toMatchObject({
      versionId: '2',
    });
  });

  test('delete what is there, and what is not', async () => {
    const left = await metaOf(
      '/Observation/o/$meta-delete',
      'POST',
      given({
        profile: ['http://a.example/vitals', 'http://a.example/unknown'],
        tag: [tag('old'), tag('never')],
        security: [secret],
      }),
    );
    expect(left).toEqual({
      versionId: '3',
      lastUpdated: expect.any(String) as string,
      profile: ['http://a.example/more'],
      tag: [tag('new')],
    });
  });

  test('thirty at once: none is lost', async () => {
    const codes = Array.from({ length: 30 }, (_, index) => `c${index}`);
    await Promise.all(
      codes.map((code) => metaOf('/Patient/p/$meta-add', 'POST', given({ tag: [tag(code)] }))),
    );
    const { tag: tags } = (await metaOf('/Patient/p/$meta')) as { tag: readonly { code: string }[] };
    expect(tags.map(({ code }) => code).sort()).toEqual(codes.sort());
  });

  test('If-Match', async () => {
    const headers = { 'if-match': 'W/"1"' };
    const answer = await store.send('POST', '/Observation/o/$meta-add', {
      ...given({ tag: [tag('z')] }),
      headers,
    });
    expect([answer.status, answer.headers['etag']]).toEqual([412, 'W/"3"']);
  });

  test.each<[string, string, object, number, string]>([
    ['unknown resource', '/Patient/none/$meta-add', given({ tag: [tag('z')] }), 404, 'Patient/none'],
    ['no meta', '/Patient/p/$meta-add', {}, 400, 'meta'],
    ['a text', '/Patient/p/$meta-add?meta=x', {}, 400, 'valueMeta'],
    ['an invalid meta', '/Patient/p/$meta-add', given({ tag: 'x' }), 400, 'tag'],
    ['an unknown member', '/Patient/p/$meta-add', given({ nonsense: 'x' }), 400, 'nonsense'],
    ['a version', '/Patient/p/_history/1/$meta-add', given({ tag: [tag('z')] }), 404, 'meta-add'],
    ['unknown parameters', '/Patient/p/$meta-delete?foo=1', given({ tag: [tag('z')] }), 400, 'foo'],
  ])('%s', async (_, target, options, status, named) => {
    const answer = await store.send('POST', target, options);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(named)]);
  });

  test('GET does not change anything', async () => {
    expect((await store.send('GET', '/Patient/p/$meta-add')).status).toBe(405);
  });
});
