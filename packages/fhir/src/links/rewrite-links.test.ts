import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import { parseResource } from '../json/parse-resource.js';
import { rewriteLinks, type LinkType } from './rewrite-links.js';

const link = 'urn:uuid:5e4d2f0a-0000-4000-8000-000000000001';
const parsed = (text: string) => {
  const outcome = parseResource(Buffer.from(text));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
  return outcome.resource;
};
const rewritten = (tree: JsonObject) =>
  rewriteLinks(parsed(JSON.stringify(tree)), (each) => (each === link ? 'Patient/p' : undefined)).tree;

// https://hl7.org/fhir/R4/http.html#transaction: "resource ids, resource references, elements of type uri, url,
// oid, uuid, and <a href=”” & <img src=”” in the narrative".
describe('links are replaced', () => {
  test.each<[string, JsonObject, string]>([
    ['a reference', { resourceType: 'Observation', subject: { reference: link } }, 'subject.reference'],
    [
      'in an array',
      { resourceType: 'Observation', performer: [{ reference: link }] },
      'performer.0.reference',
    ],
    ['a uri', { resourceType: 'Observation', implicitRules: link }, 'implicitRules'],
    [
      'a url',
      { resourceType: 'Observation', extension: [{ url: 'u', valueUrl: link }] },
      'extension.0.valueUrl',
    ],
    ['a canonical', { resourceType: 'PlanDefinition', library: [link] }, 'library.0'],
    [
      'a uuid',
      { resourceType: 'Basic', extension: [{ url: 'u', valueUuid: link }] },
      'extension.0.valueUuid',
    ],
    [
      'in an extension of an extension of a primitive',
      {
        resourceType: 'Patient',
        _birthDate: {
          extension: [{ url: 'u', extension: [{ url: 'v', valueReference: { reference: link } }] }],
        },
      },
      '_birthDate.extension.0.extension.0.valueReference.reference',
    ],
    [
      'in a contained resource, whose type comes last',
      {
        resourceType: 'Observation',
        contained: [{ id: 'c', subject: { reference: link }, resourceType: 'Condition' }],
      },
      'contained.0.subject.reference',
    ],
    [
      'in a backbone element',
      {
        resourceType: 'Bundle',
        entry: [{ fullUrl: link, resource: { resourceType: 'Basic', subject: { reference: link } } }],
      },
      'entry.0.resource.subject.reference',
    ],
  ])('%s', (_, tree, path) => {
    const at = (value: unknown): unknown =>
      path.split('.').reduce((node: unknown, key) => (node as Record<string, unknown>)[key], value);
    expect(at(tree)).toBe(link);
    expect(at(rewritten(tree))).toBe('Patient/p');
  });

  test('in the narrative, with either quotes', () => {
    const div = (to: string) =>
      `<div xmlns="http://www.w3.org/1999/xhtml"><a title="Núñez" href="${to}">x</a> ${link} <img alt='' src='${to}'/></div>`;
    expect(
      rewritten({ resourceType: 'Patient', text: { status: 'generated', div: div(link) } })['text'],
    ).toEqual({ status: 'generated', div: div('Patient/p') });
  });
});

test('texts that only look like links stay, and so does every other byte', () => {
  const text =
    `{"resourceType":"Observation","id":"o","meta":{},"identifier":[{"system":"urn:ietf:rfc3986","value":"${link}"}],` +
    `"subject":{"display":"${link}","reference":"urn\\u003auuid:5e4d2f0a-0000-4000-8000-000000000001"},` +
    `"note":[{"text":"Núñez \\u00e9 \\" ${link}"}],"valueQuantity":{"value":1.10,"unit":"mg"}}`;
  const types: LinkType[] = [];
  const resource = rewriteLinks(parsed(text), (each, type) => {
    if (each === link) types.push(type);
    return each === link ? 'Patient/é' : undefined;
  });
  expect(types).toEqual(['reference']);
  expect(resource.stored('o').toString()).toBe(
    text.replace('"urn\\u003auuid:5e4d2f0a-0000-4000-8000-000000000001"', '"Patient/é"'),
  );
});

test.each<[string, string, string]>([
  [
    'a name or another text is the same',
    `{"resourceType":"Observation","id":"o","meta":{},"subject":{"display":"${link}","reference":"${link}"}}`,
    `{"resourceType":"Observation","id":"o","meta":{},"subject":{"display":"${link}","reference":"Patient/p"}}`,
  ],
  [
    'the same link stands twice, once with an escaped slash',
    `{"resourceType":"Observation","id":"o","meta":{},"subject":{"reference":"Group\\/1","display":"Group/1"}}`,
    `{"resourceType":"Observation","id":"o","meta":{},"subject":{"reference":"Patient/p","display":"Group/1"}}`,
  ],
  [
    'a canonical stays where a uri does not',
    `{"resourceType":"Basic","id":"o","meta":{},"extension":[{"url":"u","valueUri":"${link}"},{"url":"u","valueCanonical":"${link}"}]}`,
    `{"resourceType":"Basic","id":"o","meta":{},"extension":[{"url":"u","valueUri":"Patient/p"},{"url":"u","valueCanonical":"${link}"}]}`,
  ],
  [
    'the narrative has it, too',
    `{"resourceType":"Observation","id":"o","meta":{},"text":{"div":"<div><a href='${link}'>x</a></div>"},"subject":{"reference":"${link}"}}`,
    `{"resourceType":"Observation","id":"o","meta":{},"text":{"div":"<div><a href='Patient/p'>x</a></div>"},"subject":{"reference":"Patient/p"}}`,
  ],
])('text and tree agree where %s', (_, text, expected) => {
  const before = parsed(text);
  const tree = structuredClone(before.tree);
  const resource = rewriteLinks(before, (each, type) =>
    (each === link && type !== 'canonical') || each === 'Group/1' ? 'Patient/p' : undefined,
  );
  expect(resource.stored('o').toString()).toBe(expected);
  expect(resource.tree).toEqual(JSON.parse(expected));
  // What was given stays: a transaction may be begun anew, with other ids.
  expect(before.tree).toEqual(tree);
  expect(before.stored('o').toString()).toBe(text);
});

test('links are replaced one after the other, and stored under any id', () => {
  const text = `{"resourceType":"Observation","subject":{"reference":"${link}"},"encounter":{"reference":"Encounter?identifier=1"}}`;
  const first = rewriteLinks(parsed(text), (each) => (each === link ? 'Patient/p' : undefined));
  const second = rewriteLinks(first, (each) => (each.includes('?') ? 'Encounter/e' : undefined));
  for (const id of ['a', 'b'])
    expect(second.stored(id).toString()).toBe(
      `{"resourceType":"Observation","id":"${id}","meta":{},"subject":{"reference":"Patient/p"},"encounter":{"reference":"Encounter/e"}}`,
    );
  expect(second.id).toBeUndefined();
});

// Once for each link would be minutes: 40,000 of them in 3 MB.
test('a list of very many links is gone through once', () => {
  const entries = Array.from(
    { length: 40_000 },
    (_, at) => `{"item":{"reference":"urn:uuid:${at}-0000-4000-8000"}}`,
  );
  const text = `{"resourceType":"List","id":"l","meta":{},"note":[{"text":"${'u'.repeat(1_000_000)}"}],"entry":[${entries.join(',')}]}`;
  const to = (each: string): string | undefined =>
    each.startsWith('urn:uuid:') ? each.replace('urn:uuid:', 'Patient/') : undefined;
  const resource = rewriteLinks(parsed(text), to);
  expect(resource.stored('l').toString()).toBe(text.replaceAll('urn:uuid:', 'Patient/'));
});

test('a resource without such links is the same one, and without an id stays so', () => {
  const same = parsed('{"resourceType":"Patient","active":true}');
  expect(rewriteLinks(same, () => undefined)).toBe(same);
  const other = parsed(`{"resourceType":"Basic","subject":{"reference":"${link}"}}`);
  expect(rewriteLinks(other, () => 'Patient/p').id).toBeUndefined();
});
