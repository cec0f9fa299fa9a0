import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { namesOf, serveStore, type ServedStore } from './testing/served-store.js';
import { smallHospital } from './testing/small-hospital.js';

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

/** `Patient?...` and the ids that it has to find. */
type Case = readonly [query: string, ids: readonly string[]];

async function idsOf(query: string): Promise<readonly string[]> {
  const found = await store.search(`/${query}`);
  expect(namesOf(found, 'outcome')).toEqual([]);
  return namesOf(found, 'match')
    .map((name) => name.slice(name.indexOf('/') + 1))
    .sort();
}

function finds(cases: readonly Case[]): void {
  test.each(cases)('%s', async (query, ids) => {
    expect(await idsOf(query)).toEqual([...ids].sort());
  });
}

// https://hl7.org/fhir/R4/search.html#string
describe('strings', () => {
  finds([
    ['Patient?family=obrien', ['anna', 'bob']],
    ['Patient?family=OBRI', ['anna', 'bob']],
    ['Patient?name=anna', ['anna']],
    ['Patient?name=zoe', ['zoe']],
    ['Patient?address-city=zurich', ['anna']],
    ["Patient?family:exact=O'Brien", ['anna']],
    ['Patient?family:exact=obrien', []],
    ['Patient?family:contains=rien', ['anna', 'bob']],
    ['Patient?family=rien', []],
    ['Patient?family=obrien,van', ['anna', 'bob', 'clara']],
    ['Patient?family=obrien&gender=male', ['bob']],
    ['Patient?family:missing=true', ['zoe']],
  ]);
});

// https://hl7.org/fhir/R4/search.html#token
describe('tokens', () => {
  finds([
    ['Patient?gender=female', ['anna']],
    ['Patient?gender=http://hl7.org/fhir/administrative-gender|female', ['anna']],
    ['Patient?gender:not=female', ['bob', 'clara', 'zoe']],
    ['Patient?gender:not=female,male', ['clara', 'zoe']],
    ['Patient?gender:missing=true', ['clara', 'zoe']],
    ['Patient?gender:missing=false', ['anna', 'bob']],
    ['Patient?active=true', ['anna']],
    ['Patient?identifier=12345', ['anna', 'bob']],
    ['Patient?identifier=http://a.example/mrn|12345', ['anna']],
    ['Patient?identifier=|12345', ['bob']],
    ['Patient?identifier=http://a.example/mrn|', ['anna']],
    ['Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|12345', ['anna']],
    ['Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|PI|12345', []],
    ['Patient?email=anna@example.org', ['anna']],
    ['Observation?code:text=heart', ['pulse']],
    ['Observation?code:text=head', ['unplaced']],
    ['Observation?code=http://loinc.org|8867-4,http://loinc.org|29463-7', ['pulse', 'sample']],
    ['Observation?_id=pulse,finding,nobody', ['finding', 'pulse']],
  ]);
});

describe('sets of codes', () => {
  finds([
    ['Condition?code:in=http://a.example/fhir/sets/endocrine', ['diabetes']],
    ['Condition?code:in=ValueSet/endocrine', ['diabetes']],
    ['Condition?code:not-in=http://a.example/fhir/sets/endocrine', ['flu', 'local']],
    ['Condition?code:below=http://a.example/cs|a', ['local']],
    ['Condition?code:below=http://a.example/cs|b', ['local']],
    ['Condition?code:below=http://a.example/cs|c', []],
    ['Condition?code:above=http://a.example/cs|c', ['local']],
    ['Condition?code:above=http://a.example/cs|a', []],
    ['Patient?_has:Condition:patient:code:in=ValueSet/endocrine', ['anna']],
  ]);
});

// https://hl7.org/fhir/R4/search.html#reference
describe('references', () => {
  finds([
    ['Observation?subject=anna', ['pulse', 'sample']],
    ['Observation?subject=Patient/anna', ['pulse', 'sample']],
    ['Observation?subject:Patient=anna', ['pulse', 'sample']],
    ['Observation?subject:Group=anna', []],
    ['Observation?patient=anna', ['pulse', 'sample']],
    ['Observation?subject=Patient/anna/_history/1', ['sample']],
    ['Observation?subject:identifier=http://a.example/mrn|777', ['unplaced']],
    ['Observation?subject:identifier=777', ['unplaced']],
    ['Observation?subject:missing=true', []],
    // The beta clinic is part of the acme hospital, and takes care of a man.
    ['Organization?partof:below=acme', ['beta']],
    ['Organization?partof:above=beta', ['beta']],
    ['Patient?organization:above=beta&gender=male', ['bob']],
    ['Patient?organization:below=Organization/acme&gender=male', ['bob']],
    ['Patient?organization=acme&gender=male', []],
    ['Observation?device=Device/scale', ['pressure']],
  ]);
  test('by their whole address', async () => {
    const anna = encodeURIComponent(`${store.root}/Patient/anna`);
    expect(await idsOf(`Observation?subject=${anna}`)).toEqual(['pulse', 'sample']);
  });
});

// https://hl7.org/fhir/R4/search.html#date and #prefix
describe('dates', () => {
  finds([
    ['Observation?date=2024-01', ['pressure', 'pulse', 'sample']],
    ['Observation?date=2024-01-20', ['sample']],
    ['Observation?date=ne2024-01', ['finding']],
    ['Observation?date=gt2024-01-20', ['finding']],
    ['Observation?date=ge2024-01-20', ['finding', 'pressure', 'sample']],
    ['Observation?date=lt2024-01-15', ['pressure']],
    ['Observation?date=le2024-01-15', ['pressure', 'pulse']],
    ['Observation?date=sa2024-01-20', ['finding']],
    ['Observation?date=eb2024-01-20', ['pulse']],
    ['Observation?date=2024-01-15T12:00:00%2B02:00', ['pulse']],
    ['Observation?date=ge2024-01-12&date=le2024-01-13', ['pressure']],
    ['Observation?date:missing=true', ['unplaced']],
    ['Patient?birthdate=1980', ['anna']],
    ['Patient?_lastUpdated=ge2020', ['anna', 'bob', 'clara', 'zoe']],
    ['Patient?_lastUpdated=lt2020', []],
    ['Patient?createdAt=ge2020', ['anna', 'bob', 'clara', 'zoe']],
    ['Patient?createdAt=lt2020', []],
  ]);
});

// https://hl7.org/fhir/R4/search.html#quantity
describe('quantities', () => {
  finds([
    ['Observation?value-quantity=5.4|http://unitsofmeasure.org|g', ['sample']],
    ['Observation?value-quantity=5400|http://unitsofmeasure.org|mg', ['sample']],
    ['Observation?value-quantity=5.4||mg', []],
    ['Observation?value-quantity=80', ['pulse']],
    ['Observation?value-quantity=gt100', ['sample']],
    ['Observation?value-quantity=ap75', ['pulse']],
    ['Observation?value-quantity=ap70', []],
    ['Observation?combo-value-quantity=80', ['pressure', 'pulse']],
    ['Observation?component-code-value-quantity=http://loinc.org|8480-6$120', ['pressure']],
    ['Observation?component-code-value-quantity=http://loinc.org|8480-6$80', []],
    ['Observation?code-value-quantity=http://loinc.org|8867-4$gt60', ['pulse']],
  ]);
});

describe('URIs, places and words', () => {
  finds([
    ['ValueSet?url=http://a.example/fhir/sets/endocrine', ['endocrine']],
    ['ValueSet?url=http://a.example/fhir', []],
    ['ValueSet?url:below=http://a.example/fhir', ['endocrine']],
    ['ValueSet?url:above=http://a.example/fhir/sets/endocrine/v2', ['endocrine']],
    // By the great circle 4.856 km are between "here" and "near" (6,371 km to the centre of the earth).
    ['Location?near=42.2565|-83.6948|4.8|km', ['here']],
    ['Location?near=42.2565|-83.6948|4.9|km', ['here', 'near']],
    ['Location?near=42.2565|-83.6948|4900|m', ['here', 'near']],
    ['Patient?_text=asthma', ['anna']],
    ['Patient?_text=asthma or nothing', ['anna']],
    ['Patient?_text=asthma and nothing', []],
    ['Organization?_content=hospital', ['acme']],
    ['Organization?_text=hospital', []],
    ['Patient?_list=ward', ['anna', 'clara']],
    ['Observation?_list=ward', []],
  ]);
});

// https://hl7.org/fhir/R4/search.html#chaining and #has
describe('chains', () => {
  finds([
    ['Observation?subject:Patient.family=obrien', ['pressure', 'pulse', 'sample']],
    ['Observation?patient.gender=female', ['pulse', 'sample']],
    ['Observation?subject:Patient.organization.name=beta', ['pressure']],
    ['Observation?patient.organization.partof.name=acme', ['pressure']],
    ['Observation?patient.birthdate=ge1980', ['pulse', 'sample']],
    ['Observation?patient.gender:missing=true', ['finding']],
    ['Observation?patient.family:exact=Obrien&status=final', ['pressure']],
    ['Observation?patient._id=bob', ['pressure']],
    ['Patient?_has:Observation:patient:code=8867-4', ['anna']],
    ['Patient?_has:Observation:patient:date=gt2024-01-31', ['clara']],
    ['Patient?_has:Condition:patient:code=73211009&_has:Observation:patient:code=85354-9', []],
    ['Organization?_has:Patient:organization:gender=male', ['beta']],
    ['Practitioner?_has:Encounter:participant:_has:Condition:encounter:code=73211009', ['doctor']],
    ['Encounter?patient._has:Observation:patient:code=29463-7', ['visit']],
  ]);
});

describe('very long searches', () => {
  const codes = Array.from({ length: 4_999 }, (_, index) => `http://loinc.org|${String(100_000 + index)}-1`);
  test('5,000 values', async () => {
    expect(await idsOf(`Observation?code=${[...codes, 'http://loinc.org|8867-4'].join()}`)).toEqual([
      'pulse',
    ]);
  });

  test('more than may be asked for', async () => {
    const answer = await store.send('POST', '/Observation/_search', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `code=${Array.from({ length: 100_001 }, (_, index) => String(index)).join()}`,
    });
    expect([answer.status, answer.json()]).toMatchObject([400, { issue: [{ code: 'too-costly' }] }]);
  });
});
