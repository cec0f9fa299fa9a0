import type { JsonObject } from '@wellspring/fhir';
import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { namesOf } from '../../testing/served-store.js';
import { operationStore, validAnswer, type OperationStore } from '../../testing/operation-store.js';

let store: OperationStore;
const icd = 'http://hl7.org/fhir/sid/icd-10-cm';
const tar = { 'content-type': 'application/x-tar' };

/** Made up, in the fixed columns of an ICD-10-CM order file. */
const lines = [
  ['X10', 0, 'Itch of the elbow'],
  ['X100', 1, 'Itch of the elbow, left'],
  ['X101', 1, 'Itch of the elbow, right'],
  ['X11', 1, 'Yawn'],
] as const;

async function archive(some = lines as readonly (readonly [string, number, string])[]): Promise<Buffer> {
  const files = pack();
  const text = some.map(
    ([code, valid, long], index) =>
      `${String(index + 1).padStart(5, '0')} ${code.padEnd(7)} ${valid} ${long.padEnd(60)} ${long}\n`,
  );
  files.entry({ name: 'icd10cm_order_2099.txt' }, text.join(''));
  files.finalize();
  return buffer(files);
}

const load = async (body: Buffer, query = 'system=icd10cm&version=2099', headers = tar) =>
  store.send('POST', `/CodeSystem/$load-release?${query}`, { body, headers });

beforeAll(async () => {
  store = await operationStore();
  const condition = (id: string, code: string, system = icd) => ({
    resourceType: 'Condition',
    id,
    code: { coding: [{ system, code }] },
    subject: { reference: 'Patient/p' },
  });
  await store.put([
    condition('left', 'X10.0'),
    condition('right', 'X10.1'),
    condition('yawn', 'X11'),
    condition('other', 'X10.0', 'http://a.example/other'),
    {
      resourceType: 'ValueSet',
      id: 'elbow',
      url: 'http://a.example/elbow',
      status: 'active',
      compose: { include: [{ system: icd, filter: [{ property: 'concept', op: 'is-a', value: 'X10' }] }] },
    },
  ]);
});
afterAll(async () => {
  await store.end();
});

const listed = async () => {
  const answer = await store.send('GET', '/CodeSystem/$releases');
  const { parameter = [] } = validAnswer(answer) as { parameter?: readonly JsonObject[] };
  return parameter.map(({ part }) =>
    (part as readonly JsonObject[]).map((each) => Object.entries(each).find(([key]) => key !== 'name')![1]),
  );
};

describe('before anything is loaded', () => {
  test('there is nothing, and what needs it says so', async () => {
    expect(await listed()).toEqual([]);
    validAnswer(await store.send('GET', '/ValueSet/elbow/$expand'), 422);
    const search = await store.send('GET', '/Condition?code:in=ValueSet/elbow');
    expect([search.status, search.text]).toEqual([400, expect.stringContaining('icd-10-cm')]);
  });

  test.each<[string, string, number, RegExp]>([
    ['another system', 'system=cpt&version=1', 400, /icd10cm, rxnorm, loinc, snomed/],
    ['no version', 'system=icd10cm', 400, /version/],
    ['a version that would be none', 'system=icd10cm&version=a%7Cb', 400, /version/],
    ['a parameter that there is not', 'system=icd10cm&version=1&x=1', 400, /x:/],
  ])('%s is refused', async (_, query, status, message) => {
    const answer = await load(await archive(), query);
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(message)]);
  });

  test('what is not as it should be is refused, and nothing is loaded', async () => {
    expect((await load(await archive(), undefined, { 'content-type': 'text/plain' })).status).toBe(415);
    const broken = await load(await archive([['??', 1, 'x']]));
    expect([broken.status, broken.text]).toEqual([422, expect.stringContaining('line 1')]);
    expect((await load(Buffer.from('nonsense'))).status).toBe(422);
    expect((await store.send('GET', '/CodeSystem/$load-release')).status).toBe(405);
    expect(await listed()).toEqual([]);
  });
});

describe('when it is loaded', () => {
  beforeAll(async () => {
    validAnswer(await load(await archive()));
  });

  test('it is listed', async () => {
    expect(await listed()).toEqual([['icd10cm', icd, '2099', 4, expect.stringMatching(/Z$/)]]);
  });

  test('operations answer from it', async () => {
    const expansion = await store.send('GET', '/ValueSet/elbow/$expand?filter=left');
    expect(validAnswer(expansion)).toMatchObject({
      expansion: { total: 1, contains: [{ system: icd, code: 'X10.0', display: 'Itch of the elbow, left' }] },
    });
    const lookup = await store.send('GET', `/CodeSystem/$lookup?system=${icd}&code=X10.0&property=parent`);
    expect(validAnswer(lookup)).toMatchObject({
      parameter: [
        { name: 'name', valueString: 'ICD-10-CM' },
        { name: 'version', valueString: '2099' },
        { name: 'display', valueString: 'Itch of the elbow, left' },
        { name: 'property', part: [{ valueCode: 'parent' }, { valueCode: 'X10' }] },
      ],
    });
    const subsumes = await store.send('GET', `/CodeSystem/$subsumes?system=${icd}&codeA=X10&codeB=X10.1`);
    expect(validAnswer(subsumes)).toMatchObject({ parameter: [{ valueCode: 'subsumes' }] });
    const validate = await store.send('GET', `/ValueSet/elbow/$validate-code?system=${icd}&code=X11`);
    expect(validAnswer(validate)).toMatchObject({ parameter: [{ valueBoolean: false }, {}] });
  });

  test.each([
    ['code:in=ValueSet/elbow', ['left', 'right']],
    [`code:below=${icd}|X10`, ['left', 'right']],
    [`code:above=${icd}|X10.0`, ['left']],
    ['code:not-in=http://a.example/elbow', ['other', 'yawn']],
  ])('searches go by it: %s', async (query, ids) => {
    const found = namesOf(await store.search(`/Condition?${query}`), 'match');
    expect([...found].sort()).toEqual(ids.map((id) => `Condition/${id}`));
  });

  test('it is removed', async () => {
    const remove = () => store.send('POST', '/CodeSystem/$remove-release?system=icd10cm&version=2099');
    validAnswer(await remove());
    validAnswer(await remove(), 404);
    expect(await listed()).toEqual([]);
    validAnswer(await store.send('GET', '/ValueSet/elbow/$expand'), 422);
  });
});
