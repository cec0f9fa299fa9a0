import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json-value.js';
import { compileProfile } from '../compile-profile.js';
import { extensionOf, sourceOf, urlOf } from '../testing/profile-source.js';
import { checkExtensions } from './check-extensions.js';
import { extensionUrls } from './extension-urls.js';

const whole = [{ path: 'Extension.value[x]', min: 1, type: [{ code: 'integer' }] }];

/** The faults of a resource where the definitions of its extensions are known. */
async function faultsOf(tree: JsonObject, definitions: readonly JsonObject[]): Promise<readonly string[]> {
  const source = sourceOf(definitions);
  const compiled = new Map();
  for (const url of extensionUrls(tree)) {
    const definition = await source.find('StructureDefinition', { url });
    const outcome = definition && (await compileProfile(definition, source));
    if (outcome?.ok === true) compiled.set(url, outcome.profile);
  }
  const { issues } = checkExtensions(tree, compiled);
  return issues.map(({ detail, expression }) => `${detail ?? ''} at ${expression?.join() ?? ''}`);
}

describe('extensions whose definitions are known', () => {
  const size = extensionOf('size', whole);
  const good = { url: urlOf('size'), valueInteger: 1 };
  const bad = { url: urlOf('size'), valueCode: 'x' };
  it.each<[string, JsonObject, readonly string[]]>([
    ['as defined', { resourceType: 'Patient', extension: [good] }, []],
    [
      'of another type',
      { resourceType: 'Patient', extension: [{ url: 'http://a.example/o', valueCode: 'x' }, bad] },
      ['type-not-allowed at Patient.extension[1].value.ofType(code)'],
    ],
    [
      'in a contained resource',
      { resourceType: 'Observation', contained: [{ resourceType: 'Patient', extension: [bad] }] },
      ['type-not-allowed at Observation.contained[0].extension[0].value.ofType(code)'],
    ],
    [
      'in an entry',
      { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Patient', extension: [bad] } }] },
      ['type-not-allowed at Bundle.entry[0].resource.extension[0].value.ofType(code)'],
    ],
    [
      'where it may not stand',
      { resourceType: 'Observation', extension: [good] },
      ['extension-context at Observation.extension[0]'],
    ],
    [
      'that modifies without being a modifier',
      { resourceType: 'Patient', modifierExtension: [good] },
      ['extension-context at Patient.modifierExtension[0]'],
    ],
  ])('%s', async (_, tree, faults) => {
    expect(await faultsOf(tree, [size])).toEqual(faults);
  });

  it('that are modifiers stand among those', async () => {
    const modifier = extensionOf('not', [{ path: 'Extension', isModifier: true }]);
    const tree = { resourceType: 'Patient', extension: [{ url: urlOf('not'), valueBoolean: true }] };
    expect(await faultsOf(tree, [modifier])).toEqual(['extension-context at Patient.extension[0]']);
  });
});

describe('the context of an extension', () => {
  const here = { url: urlOf('here'), valueInteger: 1 };
  const onResource = { resourceType: 'Patient', extension: [here] };
  const onName = { resourceType: 'Patient', name: [{ extension: [here] }] };
  const onFamily = { resourceType: 'Patient', name: [{ _family: { extension: [here] } }] };
  const onContact = { resourceType: 'Patient', contact: [{ extension: [here] }] };
  const inExtension = {
    resourceType: 'Patient',
    extension: [{ url: 'http://a.example/outer', extension: [here] }],
  };
  it.each<[string, string, JsonObject, boolean]>([
    ['element', 'Patient', onResource, true],
    ['element', 'DomainResource', onResource, true],
    ['element', 'Resource', onResource, true],
    ['element', 'Element', onResource, false],
    ['element', 'Observation', onResource, false],
    ['element', 'Patient.name', onName, true],
    ['element', 'HumanName', onName, true],
    ['element', 'Element', onName, true],
    ['element', 'Patient', onName, false],
    ['element', 'HumanName.family', onFamily, true],
    ['element', 'Patient.name.family', onFamily, true],
    ['element', 'string', onFamily, true],
    ['element', 'HumanName', onFamily, false],
    ['element', 'Patient.contact', onContact, true],
    ['element', 'BackboneElement', onContact, true],
    ['extension', 'http://a.example/outer', inExtension, true],
    ['extension', 'http://a.example/other', inExtension, false],
    ['extension', 'http://a.example/outer', onResource, false],
    // It cannot be told: an expression, a type of a later FHIR.
    ['fhirpath', 'Observation', onResource, true],
    ['element', 'CanonicalResource', onResource, true],
  ])('%s %s: of %j %s', async (type, expression, tree, isAllowed) => {
    const definition = extensionOf('here', whole, { context: [{ type, expression }] });
    expect((await faultsOf(tree, [definition])).length === 0).toBe(isAllowed);
  });
});
