import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import { checkProfile } from './check-profile.js';
import { compileProfile } from './compile-profile.js';
import { profileOf, sourceOf, urlOf } from './testing/profile-source.js';

async function faultOf(definition: JsonObject, others: readonly JsonObject[] = []): Promise<string> {
  const outcome = await compileProfile(definition, sourceOf([definition, ...others]));
  return outcome.ok ? '' : outcome.issues.map(({ diagnostics }) => diagnostics).join();
}

/** A profile of thousands of slices, none of which is found by a look-up. */
function slicesOf(count: number): JsonObject {
  return profileOf('slices', 'Patient', [
    {
      path: 'Patient.telecom',
      slicing: { discriminator: [{ type: 'pattern', path: '$this' }], rules: 'closed' },
    },
    ...Array.from({ length: count }, (_, at) => ({
      path: 'Patient.telecom',
      sliceName: `s${at}`,
      patternContactPoint: { value: String(at) },
    })),
  ]);
}

describe('definitions that are not to be trusted', () => {
  it.each<[string, JsonObject, string]>([
    [
      'no type of R4',
      { type: 'Kitchen' },
      `${urlOf('p')} is about "Kitchen", which is no resource or data type of R4`,
    ],
    [
      'a logical model',
      { type: 'http://a.example/model' },
      `${urlOf('p')} is about "http://a.example/model"`,
    ],
    ['no type', { type: 7 }, `${urlOf('p')} is about ""`],
    [
      'elements of another type',
      { snapshot: { element: [{ path: 'Device', id: 'Device' }] } },
      'but its elements are not',
    ],
    ['elements that are none', { snapshot: { element: [{ path: 7 }] } }, 'which is no path of an element'],
    [
      'elements that the type does not have',
      { snapshot: { element: [{ path: 'Patient' }, { path: 'Patient.weight' }] } },
      'Patient.weight: there is no such element in Patient',
    ],
    [
      'elements below nothing',
      { snapshot: { element: [{ path: 'Patient' }, { path: 'Patient.name.family' }] } },
      'Patient.name.family: the snapshot has no element that it is part of',
    ],
    [
      'a path without end',
      { snapshot: { element: [{ path: 'Patient'.concat('.x'.repeat(100)) }] } },
      'which is no path',
    ],
  ])('with %s', async (_, more, fault) => {
    expect(await faultOf(profileOf('p', 'Patient', [], more))).toContain(fault);
  });

  it('in a circle of bases', async () => {
    const line = (name: string, on: string): JsonObject =>
      profileOf(name, 'Patient', [], { baseDefinition: urlOf(on) });
    expect(await faultOf(line('a', 'b'), [line('b', 'c'), line('c', 'b')])).toContain('is based on itself');
    expect(await faultOf(line('self', 'self'))).toContain('is based on itself');
  });

  it('in a circle of profiles on types', async () => {
    const a = profileOf('a', 'Extension', [
      { path: 'Extension.url', fixedUri: urlOf('a') },
      { path: 'Extension.extension', sliceName: 'x', type: [{ code: 'Extension', profile: [urlOf('a')] }] },
      { path: 'Extension.extension.value[x]', max: '0' },
    ]);
    // The element list leads into the very profile that is being worked out: its type is enough then.
    expect(await faultOf(a)).toBe('');
  });

  it('more than thirty profiles deep', async () => {
    const line = Array.from({ length: 40 }, (_, at) =>
      profileOf(`p${at}`, 'Patient', [], { baseDefinition: urlOf(`p${at + 1}`) }),
    );
    expect(await faultOf(line[0]!, line.slice(1))).toContain('is more than 32 profiles deep');
  });

  it('with thousands of slices are compiled, and checked within bounds', async () => {
    const outcome = await compileProfile(slicesOf(3_000), sourceOf([]));
    if (!outcome.ok) throw new Error(outcome.issues[0]!.diagnostics);
    const telecom = Array.from({ length: 300 }, (_, at) => ({ value: String(at) }));
    expect(checkProfile(outcome.profile, { resourceType: 'Patient', telecom }).issues).toEqual([]);
    const others = telecom.map(({ value }) => ({ value: `other ${value}` }));
    const { issues } = checkProfile(outcome.profile, { resourceType: 'Patient', telecom: others });
    expect(issues).toHaveLength(100);
  });

  it('with more slices than is reasonable are refused', async () => {
    expect(await faultOf(slicesOf(6_000))).toContain('has more than 5000 slices');
  });

  it('whose check would not end say so', async () => {
    const outcome = await compileProfile(slicesOf(5_000), sourceOf([]));
    if (!outcome.ok) throw new Error(outcome.issues[0]!.diagnostics);
    const telecom = Array.from({ length: 10_000 }, () => ({ value: '4999' }));
    const { issues } = checkProfile(outcome.profile, { resourceType: 'Patient', telecom });
    expect(issues.map(({ detail, severity }) => `${severity} ${detail ?? ''}`)).toEqual([
      'error check-incomplete',
    ]);
  });

  it('whose constraints take long one by one are broken off together', async () => {
    const constraint = Array.from({ length: 100 }, (_, at) => ({
      key: `e-${at}`,
      severity: 'error',
      human: 'no more than one letter',
      expression: `name.family.all(matches('^(a+)+${at}$').not())`,
    }));
    const slow = profileOf('slow', 'Patient', [{ path: 'Patient', constraint }]);
    const outcome = await compileProfile(slow, sourceOf([]));
    if (!outcome.ok) throw new Error(outcome.issues[0]!.diagnostics);
    const start = performance.now();
    const name = [{ family: `${'a'.repeat(40)}!` }];
    const { issues } = checkProfile(outcome.profile, { resourceType: 'Patient', name });
    expect(issues.map(({ detail }) => detail)).toEqual(['check-incomplete']);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('that lead to too many elements are refused', async () => {
    const wide = profileOf('wide', 'Patient', [
      {
        path: 'Patient.contact',
        slicing: { discriminator: [{ type: 'value', path: 'gender' }], rules: 'open' },
      },
      ...Array.from({ length: 3_000 }, (_, at) => [
        { path: 'Patient.contact', sliceName: `s${at}` },
        { path: 'Patient.contact.name.family', min: 1 },
        { path: 'Patient.contact.address.city', min: 1 },
        { path: 'Patient.contact.organization.identifier.assigner.display', min: 1 },
        { path: 'Patient.contact.telecom.period.start', min: 1 },
      ]).flat(),
    ]);
    expect(await faultOf(wide)).toContain('leads to more than 100000 elements');
  });
});
