import { describe, expect, it } from 'vitest';
import type { ConformanceSource } from '../conformance/conformance-source.js';
import type { JsonObject } from '../json/json-value.js';
import { checkProfile } from './check-profile.js';
import { createProfileCompilation } from './compile-profile.js';
import { checkKnownExtensions } from './extensions/check-known-extensions.js';
import { extensionOf, profileOf, sourceOf, urlOf } from './testing/profile-source.js';

/** A source that counts what is looked for. */
function counted(definitions: readonly JsonObject[]): ConformanceSource & { readonly found: string[] } {
  const source = sourceOf(definitions);
  const found: string[] = [];
  return {
    found,
    find(type, by) {
      if ('url' in by) found.push(by.url);
      return source.find(type, by);
    },
  };
}

const size = extensionOf('size', [{ path: 'Extension.value[x]', min: 1, type: [{ code: 'integer' }] }]);
const sized = (name: string): JsonObject =>
  profileOf(name, 'Patient', [
    { path: 'Patient.extension', sliceName: 'size', type: [{ code: 'Extension', profile: [urlOf('size')] }] },
  ]);

describe('a compilation', () => {
  it('compiles what several profiles lead to once, also at the same time', async () => {
    const source = counted([size, sized('a'), sized('b')]);
    const compilation = createProfileCompilation(source);
    const outcomes = await Promise.all([compilation.find(urlOf('a')), compilation.find(urlOf('b'))]);
    const tree = { resourceType: 'Patient', extension: [{ url: urlOf('size'), valueCode: 'x' }] };
    for (const outcome of outcomes) {
      if (outcome?.ok !== true) throw new Error('not compiled');
      expect(checkProfile(outcome.profile, tree).issues.map(({ detail }) => detail)).toEqual([
        'type-not-allowed',
      ]);
    }
    const before = source.found.length;
    expect(await compilation.find(urlOf('a'))).toEqual(outcomes[0]);
    expect(source.found).toHaveLength(before);
  });

  it('has nothing of what is not there, and says what cannot be used each time', async () => {
    const compilation = createProfileCompilation(
      sourceOf([profileOf('bad', 'Patient', [{ path: 'Patient.weight' }])]),
    );
    expect(await compilation.find(urlOf('gone'))).toBeUndefined();
    for (let time = 0; time < 2; time++)
      expect(await compilation.find(urlOf('bad'))).toMatchObject({
        ok: false,
        issues: [{ detail: 'unusable-profile' }],
      });
  });

  it('goes on after a source that failed', async () => {
    let isBroken = true;
    const inner = sourceOf([
      profileOf('a', 'Patient', [
        {
          path: 'Patient.extension',
          sliceName: 'b',
          type: [{ code: 'Extension', profile: [urlOf('size')] }],
        },
      ]),
      extensionOf('size', [
        { path: 'Extension.value[x]', min: 1, type: [{ code: 'Quantity', profile: [urlOf('amount')] }] },
      ]),
      profileOf('amount', 'Quantity', [{ path: 'Quantity.unit', min: 1 }]),
    ]);
    const compilation = createProfileCompilation({
      find(type, by) {
        return isBroken && 'url' in by && by.url === urlOf('amount')
          ? Promise.reject(new Error('gone away'))
          : inner.find(type, by);
      },
    });
    await expect(compilation.find(urlOf('a'))).rejects.toThrow('gone away');
    isBroken = false;
    const outcome = await compilation.find(urlOf('a'));
    if (outcome?.ok !== true) throw new Error('not compiled');
    const tree = {
      resourceType: 'Patient',
      extension: [{ url: urlOf('size'), valueQuantity: { value: 1 } }],
    };
    expect(checkProfile(outcome.profile, tree).issues.map(({ detail }) => detail)).toEqual([
      'missing-element',
    ]);
  });

  it('checks the extensions that its source defines', async () => {
    const compilation = createProfileCompilation(sourceOf([size]));
    const extension = [
      { url: urlOf('size'), valueCode: 'x' },
      { url: urlOf('unknown'), valueCode: 'x' },
      { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace', valueCode: 'x' },
    ];
    const { issues } = await checkKnownExtensions({ resourceType: 'Patient', extension }, compilation);
    expect(issues.map(({ expression }) => expression)).toEqual([['Patient.extension[0].value.ofType(code)']]);
  });
});
