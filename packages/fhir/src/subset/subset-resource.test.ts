import { describe, expect, it } from 'vitest';
import { subsetResource } from './subset-resource.js';
import { isSummaryMode, type Subset } from './subset.js';

const tag = '{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}';
const version = '"versionId":"1","lastUpdated":"2024-01-31T10:11:12.345Z"';
const tagged = `"meta":{${version},"tag":[${tag}]}`;

/** The members of a stored resource after its meta. */
function stored(type: string, members: string): string {
  return `{"resourceType":"${type}","id":"1","meta":{${version}}${members === '' ? '' : `,${members}`}}`;
}

function subset(type: string, json: string, what: Subset): string {
  return subsetResource(Buffer.from(json), type, what).toString();
}

/** What is left of the members after the meta, which has the tag where that is not all of them. */
function left(type: string, members: string, what: Subset): string {
  const json = subset(type, stored(type, members), what);
  if (json === stored(type, members)) return members;
  const head = `{"resourceType":"${type}","id":"1",${tagged}`;
  expect(json.slice(0, head.length)).toBe(head);
  const rest = json.slice(head.length).replace(/^,/, '').slice(0, -1);
  expect(rest).not.toBe(members);
  return rest;
}

const text =
  '"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">{[,\\\\</div>"}';
const modifierExtension = '"modifierExtension":[{"url":"http://a.example/y","valueDecimal":1.50}]';
const extension = '"extension":[{"url":"http://a.example/x","valueDecimal":1.50}]';

describe('_summary=true', () => {
  // https://hl7.org/fhir/R4/patient.html: what the table marks with a sigma.
  it('keeps the summary elements of a patient', () => {
    const summary = [
      '"identifier":[{"system":"urn:x","value":"1"}]',
      '"active":true',
      '"name":[{"family":"Chalmers","given":["Peter","James"]}]',
      '"telecom":[{"system":"phone","value":"1","rank":1}]',
      '"gender":"male"',
      '"birthDate":"1974-12-25"',
      '"deceasedBoolean":false',
      '"address":[{"line":["1 High St"],"city":"X"}]',
      '"managingOrganization":{"reference":"Organization/1"}',
      '"link":[{"other":{"reference":"Patient/2"},"type":"seealso"}]',
    ];
    const rest = [
      '"language":"en"',
      text,
      '"contained":[{"resourceType":"Organization","id":"o"}]',
      extension,
      '"maritalStatus":{"text":"M"}',
      '"multipleBirthInteger":2',
      '"photo":[{"data":"AAAA"}]',
      '"contact":[{"gender":"male"}]',
      '"communication":[{"language":{"text":"en"}}]',
      '"generalPractitioner":[{"reference":"Practitioner/1"}]',
    ];
    expect(left('Patient', [...summary, ...rest].join(','), { summary: 'true' })).toBe(summary.join(','));
    expect(left('Patient', [...rest, ...summary].join(','), { summary: 'true' })).toBe(summary.join(','));
    const mixed = summary.flatMap((member, i) => [rest[i]!, member]).join(',');
    expect(left('Patient', mixed, { summary: 'true' })).toBe(summary.join(','));
  });

  it.each<[why: string, type: string, members: string, left: string]>([
    ['nothing of what is no summary', 'Patient', text, ''],
    [
      'parts of parts: Observation.component',
      'Observation',
      '"status":"final","code":{"text":"bp"},"component":[{"id":"c","code":{"id":"x","text":"sys"},' +
        '"valueQuantity":{"value":120.0,"unit":"mmHg"},"interpretation":[{"text":"H"}],"referenceRange":[{"text":"r"}]}]',
      '"status":"final","code":{"text":"bp"},"component":[{"code":{"text":"sys"},' +
        '"valueQuantity":{"value":120.0,"unit":"mmHg"}}]',
    ],
    [
      'every digit and escape',
      'Observation',
      String.raw`"code":{"text":"\u00e9é\/\"\\"},"note":[{"text":"n"}],"valueQuantity":{"value":1.2300e-10,"unit":"日本"}`,
      String.raw`"code":{"text":"\u00e9é\/\"\\"},"valueQuantity":{"value":1.2300e-10,"unit":"日本"}`,
    ],
    [
      'no Attachment.data',
      'DocumentReference',
      '"status":"current","content":[{"attachment":{"contentType":"text/plain","data":"AAAA","title":"t"}}]',
      '"status":"current","content":[{"attachment":{"contentType":"text/plain","title":"t"}}]',
    ],
    ['no Binary.data', 'Binary', '"contentType":"text/plain","data":"AAAA"', '"contentType":"text/plain"'],
    [
      'no empty objects and arrays',
      'Media',
      '"status":"completed","identifier":[{"id":"a"},{"value":"1"},{"id":"b"}],"reasonCode":[{"id":"c"}],"content":{"data":"AAAA"}',
      '"status":"completed","identifier":[{"value":"1"}]',
    ],
    [
      'the companion of a primitive',
      'Patient',
      `"birthDate":"1974-12-25","_birthDate":{${extension}},"_language":{${extension}}`,
      `"birthDate":"1974-12-25","_birthDate":{${extension}}`,
    ],
    [
      'a companion without its primitive, nulls in place',
      'Patient',
      `"_gender":{${extension}},"name":[{"given":[null,"A"],"_given":[{${extension}},null]}]`,
      `"_gender":{${extension}},"name":[{"given":[null,"A"],"_given":[{${extension}},null]}]`,
    ],
    [
      'an extension only where it stands for the value',
      'Observation',
      `"code":{"id":"i",${extension}},"subject":{${extension},"reference":"Patient/1"}`,
      `"code":{${extension}},"subject":{"reference":"Patient/1"}`,
    ],
    [
      'modifier extensions, whole',
      'Patient',
      `${modifierExtension},"link":[{${modifierExtension},"type":"refer"}]`,
      `${modifierExtension},"link":[{${modifierExtension},"type":"refer"}]`,
    ],
    [
      // https://hl7.org/fhir/R4/appointment.html: participant is 1..*, without a sigma.
      'what is required',
      'Appointment',
      '"status":"booked","comment":"c","participant":[{"actor":{"reference":"Patient/1"},"status":"accepted","period":{"start":"2024"}}]',
      '"status":"booked","participant":[{"actor":{"reference":"Patient/1"},"status":"accepted"}]',
    ],
    ['implicitRules', 'Patient', '"implicitRules":"http://a.example"', '"implicitRules":"http://a.example"'],
    [
      'escaped keys',
      'Patient',
      String.raw`"n\u0061me":[{"f\u0061mily":"A"}],"photo\u0020":1`,
      String.raw`"n\u0061me":[{"f\u0061mily":"A"}]`,
    ],
  ])('keeps %s', (_, type, members, expected) => {
    expect(left(type, members, { summary: 'true' })).toBe(expected);
  });

  it('makes the summary of a resource in a resource by its own type', () => {
    const entry = (resource: string) => `{"fullUrl":"urn:uuid:1","resource":${resource}}`;
    const members = (...resources: string[]) =>
      `"type":"collection","entry":[${resources.map(entry).join(',')}]`;
    expect(
      left(
        'Bundle',
        members(
          '{"id":"a","resourceType":"Patient","photo":[{"title":"t"}],"gender":"male"}',
          '{"resourceType":"Binary","meta":{"source":"urn:x"},"contentType":"a/b","data":"AAAA"}',
          '{"resourceType":"Unheard","photo":1}',
        ),
        { summary: 'true' },
      ),
    ).toBe(
      members(
        `{"id":"a","resourceType":"Patient","gender":"male","meta":{"tag":[${tag}]}}`,
        `{"resourceType":"Binary","meta":{"source":"urn:x","tag":[${tag}]},"contentType":"a/b"}`,
        '{"resourceType":"Unheard","photo":1}',
      ),
    );
  });
});

describe('the other subsets', () => {
  const status = '"status":"final"';
  const statusCompanion = '"_status":{"id":"s"}';
  const category = '"category":[{"text":"lab"}]';
  const code = '"code":{"id":"c","text":"x"}';
  const value = '"valueQuantity":{"value":1.10}';
  const observation = [text, extension, status, statusCompanion, category, code, value];

  it.each<[what: Subset, type: string, members: string[], left: string[]]>([
    // "Return only the "text" element, the 'id' element, the 'meta' element, and only top-level
    // mandatory elements"
    [{ summary: 'text' }, 'Observation', observation, [text, status, statusCompanion, code]],
    [
      { summary: 'data' },
      'Observation',
      observation,
      [extension, status, statusCompanion, category, code, value],
    ],
    // "Servers SHOULD always return mandatory elements whether they are requested or not"
    [{ elements: [] }, 'Observation', observation, [status, statusCompanion, code]],
    [{ elements: ['category'] }, 'Observation', observation, [status, statusCompanion, category, code]],
    [{ elements: ['value'] }, 'Observation', observation, [status, statusCompanion, code, value]],
    [{ elements: ['value[x]', 'x'] }, 'Observation', observation, [status, statusCompanion, code, value]],
    [{ elements: ['valueQuantity'] }, 'Observation', observation, [status, statusCompanion, code, value]],
    [{ elements: ['valueString'] }, 'Observation', observation, [status, statusCompanion, code]],
    [
      { elements: ['birthDate', 'extension'] },
      'Patient',
      ['"birthDate":"2000"', '"_birthDate":{"id":"b"}', extension, '"gender":"male"', '"_gender":{"id":"g"}'],
      ['"birthDate":"2000"', '"_birthDate":{"id":"b"}', extension],
    ],
    [
      { elements: ['deceased'] },
      'Patient',
      ['"deceasedBoolean":true', '"_deceasedBoolean":{"id":"b"}', text],
      ['"deceasedBoolean":true', '"_deceasedBoolean":{"id":"b"}'],
    ],
    // medication[x] is 1..1.
    [
      { elements: ['note'] },
      'MedicationRequest',
      ['"status":"active"', '"intent":"order"', '"medicationReference":{"reference":"#m"}', '"subject":{}'],
      ['"status":"active"', '"intent":"order"', '"medicationReference":{"reference":"#m"}', '"subject":{}'],
    ],
    [
      { elements: ['gender'] },
      'Patient',
      ['"implicitRules":"http://a.example"', '"language":"en"', '"modifierExtension":[{"url":"u"}]'],
      ['"implicitRules":"http://a.example"', '"modifierExtension":[{"url":"u"}]'],
    ],
  ])('%j of %s', (what, type, members, expected) => {
    expect(left(type, members.join(','), what)).toBe(expected.join(','));
  });

  it('_summary=false is the resource itself', () => {
    const body = Buffer.from(stored('Observation', observation.join(',')));
    expect(subsetResource(body, 'Observation', { summary: 'false' })).toBe(body);
  });

  it('are not of what is no resource type', () => {
    expect(() => subset('HumanName', '{}', { elements: [] })).toThrow('not a resource type');
    expect(() => subset('Nothing', '{}', { summary: 'true' })).toThrow('Nothing');
  });
});

describe('the tag SUBSETTED', () => {
  const other = '{"system":"urn:x","code":"SUBSETTED"}';

  it.each<[meta: string, expected: string]>([
    ['', `,"meta":{"tag":[${tag}]}`],
    ['"meta":{}', `"meta":{"tag":[${tag}]}`],
    ['"meta":{"versionId":"1"}', `"meta":{"versionId":"1","tag":[${tag}]}`],
    ['"meta":{"tag":[]}', `"meta":{"tag":[${tag}]}`],
    [`"meta":{"tag":[${other}],"source":"urn:]"}`, `"meta":{"tag":[${other},${tag}],"source":"urn:]"}`],
    [
      `"meta":{"source":"urn:x","tag":[${other},${tag}]}`,
      `"meta":{"source":"urn:x","tag":[${other},${tag}]}`,
    ],
    [`"meta":{"security":[${tag}]}`, `"meta":{"security":[${tag}],"tag":[${tag}]}`],
  ])('into %s', (meta, expected) => {
    for (const what of [{ summary: 'true' }, { summary: 'text' }, { elements: [] }] as const) {
      expect(
        subset('Patient', `{"resourceType":"Patient"${meta && `,${meta}`},"photo":[{"title":"t"}]}`, what),
      ).toBe(`{"resourceType":"Patient",${expected.replace(/^,/, '')}}`);
    }
  });

  // "... to ensure that the incomplete resource is not accidentally used to overwrite a complete resource"
  it.each<[what: Subset, members: string]>([
    [{ summary: 'data' }, '"gender":"male"'],
    [{ summary: 'true' }, '"gender":"male"'],
    [{ summary: 'true' }, '"name":[{"family":"A"}]'],
    [{ summary: 'text' }, text],
    [{ elements: ['gender'] }, '"gender":"male","_gender":{"id":"g"}'],
    [{ elements: [] }, modifierExtension],
    [{ elements: [] }, ''],
  ])('is not there where nothing is left out: %j of %s', (what, members) => {
    const whole = stored('Patient', members);
    expect(subset('Patient', whole, what)).toBe(whole);
    const more = stored('Patient', `${members && `${members},`}"photo":[{"title":"t"}]`);
    if (!('summary' in what && what.summary === 'data'))
      expect(subset('Patient', more, what)).toContain('"code":"SUBSETTED"');
  });

  it('stays where it was, though nothing is left out', () => {
    const whole = `{"resourceType":"Patient","meta":{"tag":[${tag}]},"gender":"male"}`;
    expect(subset('Patient', whole, { summary: 'true' })).toBe(whole);
  });

  it('is in a resource only where something of it is left out, and in the one around it', () => {
    const bundle = (head: string, ...resources: string[]) =>
      `{"resourceType":"Bundle"${head},"type":"collection","entry":[${resources.map((each) => `{"resource":${each}}`).join(',')}]}`;
    const whole = '{"resourceType":"Patient","gender":"male"}';
    const untouched = bundle(',"meta":{}', whole, whole);
    expect(subset('Bundle', untouched, { summary: 'true' })).toBe(untouched);
    expect(
      subset('Bundle', bundle(',"meta":{}', whole, '{"resourceType":"Patient","photo":[{"title":"t"}]}'), {
        summary: 'true',
      }),
    ).toBe(bundle(`,"meta":{"tag":[${tag}]}`, whole, `{"resourceType":"Patient","meta":{"tag":[${tag}]}}`));
  });

  it('finds meta wherever it stands', () => {
    const json = `{"photo":[{"title":"a"}],"gender":"male","contact":[],"meta":{"source":"urn:x"},"text":{},"resourceType":"Patient"}`;
    expect(subset('Patient', json, { summary: 'true' })).toBe(
      `{"gender":"male","meta":{"source":"urn:x","tag":[${tag}]},"resourceType":"Patient"}`,
    );
  });
});

it.each([
  ['true', true],
  ['count', true],
  ['false', true],
  ['True', false],
  ['', false],
  ['constructor', false],
])('_summary=%s: %s', (value, isMode) => {
  expect(isSummaryMode(value)).toBe(isMode);
});
