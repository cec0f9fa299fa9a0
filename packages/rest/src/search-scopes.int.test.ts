import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundBundle, linkTo, namesOf, serveStore, type ServedStore } from './testing/served-store.js';
import { smallHospital } from './testing/small-hospital.js';

const form = { 'content-type': 'application/x-www-form-urlencoded' };
let server: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let slot: Awaited<ReturnType<typeof allocateNode>>;
let store: ServedStore;
beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 4 });
  await migrateCatalog(server.url);
  slot = await allocateNode(database);
  store = await serveStore(createRegistry({ database, url: server.url, slot }));
  await store.put(smallHospital);
});
afterAll(async () => {
  await slot.release();
  await database.close();
  await server.drop();
});

const matches = async (target: string) => namesOf(await store.search(target), 'match').toSorted();
const everything = smallHospital.map(({ resourceType, id }) => `${resourceType}/${id}`);

// https://hl7.org/fhir/R4/compartmentdefinition.html
describe('compartments', () => {
  test.each<[string, readonly string[]]>([
    ['/Patient/anna/Observation', ['Observation/pulse', 'Observation/sample']],
    ['/Patient/anna/Observation?code=8867-4', ['Observation/pulse']],
    ['/Patient/anna/Observation?code:not=8867-4', ['Observation/sample']],
    ['/Patient/nobody/Observation', []],
    // By `link` a Patient is in the compartment of another; a List that names one among its items is not.
    [
      '/Patient/anna/*',
      [
        'Condition/diabetes',
        'Encounter/visit',
        'Observation/pulse',
        'Observation/sample',
        'Patient/anna',
        'Patient/clara',
        'RelatedPerson/mother',
      ],
    ],
    ['/Patient/anna/*?_type=Patient,Condition', ['Condition/diabetes', 'Patient/anna', 'Patient/clara']],
    ['/Patient/anna/Patient', ['Patient/anna', 'Patient/clara']],
    ['/Encounter/visit/Condition', ['Condition/diabetes']],
    ['/Encounter/visit/*', ['Condition/diabetes', 'Encounter/visit', 'Observation/pulse']],
    ['/Practitioner/doctor/Observation', ['Observation/pulse']],
    ['/Practitioner/doctor/Patient', ['Patient/bob']],
    ['/RelatedPerson/mother/Condition', ['Condition/diabetes']],
    ['/Device/scale/Observation', ['Observation/pressure']],
    ['/Device/scale/*', ['Device/scale', 'Observation/pressure']],
  ])('%s', async (target, names) => {
    expect(await matches(target)).toEqual(names);
  });

  test('by POST', async () => {
    const found = foundBundle(
      await store.send('POST', '/Patient/anna/Observation/_search?code=8867-4', {
        headers: form,
        body: '_total=accurate',
      }),
    );
    expect([namesOf(found, 'match'), found.total]).toEqual([['Observation/pulse'], 1]);
    expect(linkTo(found, 'self')).toBe(`${store.root}/Patient/anna/Observation?code=8867-4&_total=accurate`);
  });

  test.each([
    ['/Organization/acme/Patient', 404, 'Organization'],
    ['/Patient/anna/Organization', 400, 'Organization'],
    ['/Patient/anna/Location', 400, 'Location'],
    ['/Patient/anna/*?_type=Location', 400, '_type'],
    ['/Patient/anna/Observation?_type=Observation', 400, '_type'],
  ])('%s is refused', async (target, status, named) => {
    const answer = await store.send('GET', target);
    expect([answer.status, answer.text.includes(named)]).toEqual([status, true]);
  });
});

// https://hl7.org/fhir/R4/search.html#searching
describe('the whole data store', () => {
  test.each<[string, readonly string[]]>([
    ['/?_type=Patient,Organization&_id=anna,acme', ['Organization/acme', 'Patient/anna']],
    ['/?_id=far', ['Location/far']],
    ['/?_type=Organization', ['Organization/acme', 'Organization/beta']],
    ['/?_content=hospital', ['Organization/acme']],
    ['/?_list=ward', ['Patient/anna', 'Patient/clara']],
    ['/?_type=Observation,Condition&code=http://snomed.info/sct|73211009', ['Condition/diabetes']],
    ['/?_type=Patient,Practitioner&family=mull', ['Practitioner/doctor']],
    ['/?_type=OperationOutcome', []],
    ['/?_type=Basic,Account', []],
  ])('%s', async (target, names) => {
    expect(await matches(target)).toEqual(names);
  });

  test('is all there is, newest first', async () => {
    const found = await store.search('/?_count=100&_total=accurate');
    expect(namesOf(found, 'match')).toEqual(everything.toReversed());
    expect(found.total).toBe(everything.length);
    expect(namesOf(await store.search('?_sort=_lastUpdated&_count=100'), 'match')).toEqual(everything);
  });

  test('by POST', async () => {
    const found = foundBundle(
      await store.send('POST', '/_search', { headers: form, body: '_type=Location&_summary=count' }),
    );
    expect([found.total, found.entry]).toEqual([3, undefined]);
  });

  test('a parameter that one of the types does not have is passed over, or refused', async () => {
    const lenient = await store.search('/?_type=Patient,Organization&birthdate=1975');
    expect(namesOf(lenient, 'outcome')).toHaveLength(1);
    const strict = await store.send('GET', '/?_type=Patient,Organization&birthdate=1975', {
      headers: { prefer: 'handling=strict' },
    });
    expect([strict.status, strict.text.includes('birthdate')]).toEqual([400, true]);
  });
});

// https://hl7.org/fhir/R4/search.html#sort
describe('order and pages', () => {
  test.each<[string, readonly string[]]>([
    // Resources without a value come last, and first where the order descends.
    ['/Patient?_sort=birthdate', ['clara', 'bob', 'anna', 'zoe']],
    ['/Patient?_sort=-birthdate', ['zoe', 'anna', 'bob', 'clara']],
    ['/Patient?_sort=gender,_id', ['anna', 'bob', 'clara', 'zoe']],
    ['/Patient?_sort=gender,-_id', ['anna', 'bob', 'zoe', 'clara']],
    // Both are "obrien".
    ['/Patient?_sort=family,-birthdate', ['anna', 'bob', 'clara', 'zoe']],
    ['/Patient?_sort=family,birthdate', ['bob', 'anna', 'clara', 'zoe']],
    ['/Patient?_sort=-_id', ['zoe', 'clara', 'bob', 'anna']],
    ['/Patient?_sort=_lastUpdated', ['anna', 'bob', 'clara', 'zoe']],
    ['/Patient?_sort=-_lastUpdated', ['zoe', 'clara', 'bob', 'anna']],
    ['/Observation?_sort=value-quantity&value-quantity:missing=false', ['pulse', 'sample']],
    ['/Patient/anna/Observation?_sort=date', ['pulse', 'sample']],
    ['/?_type=Patient,Organization&_sort=_id', ['acme', 'anna', 'beta', 'bob', 'clara', 'zoe']],
  ])('%s: there and back again, one by one and two by two', async (target, ids) => {
    const idsOn = (page: Awaited<ReturnType<typeof store.search>>) =>
      namesOf(page, 'match').map((name) => name.slice(name.indexOf('/') + 1));
    expect(idsOn(await store.search(target))).toEqual(ids);
    for (const count of [1, 2]) {
      const pages: (readonly string[])[] = [];
      let page = await store.search(`${target}&_count=${count}`);
      expect(linkTo(page, 'previous')).toBeUndefined();
      for (;;) {
        pages.push(idsOn(page));
        const next = linkTo(page, 'next');
        if (next === undefined) break;
        page = await store.search(next.slice(store.root.length));
        expect(linkTo(page, 'self')).toBe(next);
      }
      expect(pages.flat()).toEqual(ids);
      expect(pages.every((each) => each.length <= count)).toBe(true);
      const back: (readonly string[])[] = [];
      for (;;) {
        back.unshift(idsOn(page));
        const previous = linkTo(page, 'previous');
        if (previous === undefined) break;
        page = await store.search(previous.slice(store.root.length));
      }
      expect(back.flat()).toEqual(ids);
    }
  });

  test.each([
    ['/Patient?_sort=nonsense', 'nonsense'],
    ['/Location?_sort=near', 'near'],
    ['/?_type=Patient,Organization&_sort=birthdate', 'birthdate'],
    ['/Patient?_cursor=AAAA', 'page link'],
  ])('%s is refused', async (target, named) => {
    const answer = await store.send('GET', target);
    expect([answer.status, answer.text.includes(named)]).toEqual([400, true]);
  });

  test('a link is for its own search', async () => {
    const next = linkTo(await store.search('/Patient?_sort=birthdate&_count=1'), 'next')!;
    const cursor = new URL(next).searchParams.get('_cursor')!;
    const other = await store.send('GET', `/Patient?_sort=-birthdate&_count=1&_cursor=${cursor}`);
    expect(other.status).toBe(400);
  });

  test.each([
    ['_total=none', undefined],
    ['_total=accurate', 4],
    ['_count=0', 4],
    ['_summary=count', 4],
  ])('%s', async (parameter, total) => {
    expect((await store.search(`/Patient?${parameter}`)).total).toBe(total);
  });

  test('_total=estimate gives one', async () => {
    const { total } = await store.search('/Patient?_total=estimate');
    expect(total).toEqual(expect.any(Number));
  });
});

// https://hl7.org/fhir/R4/search.html#revinclude
describe('includes across types', () => {
  test.each<[string, readonly string[]]>([
    [
      '/Patient?_id=anna&_revinclude=*',
      [
        'Condition/diabetes',
        'Encounter/visit',
        'List/ward',
        'Observation/pulse',
        'Observation/sample',
        'Patient/clara',
        'RelatedPerson/mother',
      ],
    ],
    ['/Observation?_id=pulse&_include=*', ['Encounter/visit', 'Patient/anna', 'Practitioner/doctor']],
    [
      '/Observation?_id=unplaced&_include:iterate=Observation:derived-from&_include:iterate=Observation:subject',
      ['Observation/pulse', 'Patient/anna'],
    ],
    [
      '/Organization?_id=acme&_revinclude=Patient:organization&_revinclude:iterate=Observation:subject',
      ['Observation/pulse', 'Observation/sample', 'Patient/anna'],
    ],
    [
      '/?_type=Condition,Organization&_id=flu,beta&_include=Condition:subject&_include=Organization:partof',
      ['Organization/acme', 'Patient/bob'],
    ],
    ['/Patient/anna/Condition?_include=Condition:encounter', ['Encounter/visit']],
    ['/Patient?_list=ward&_revinclude=List:item', ['List/ward']],
  ])('%s', async (target, names) => {
    const found = await store.search(target);
    expect(namesOf(found, 'include').toSorted()).toEqual(names);
    expect(namesOf(found, 'outcome')).toEqual([]);
  });
});
