import { describe, expect, it } from 'vitest';
import { r4 } from '../definitions/r4.js';
import { elementName, elementPresence, watchedElements } from './element-presence.js';
import { importantElements } from './important-elements.js';
import { examined } from './testing/examined.js';

describe('an element', () => {
  it.each([
    ['birthDate', { birthDate: '1980' }, true],
    ['birthDate', {}, false],
    ['birthDate', { birthDate: '' }, false],
    // https://hl7.org/fhir/R4/extension-data-absent-reason.html: it says that there is nothing.
    ['birthDate', { _birthDate: { extension: [{ url: 'x', valueCode: 'unknown' }] } }, false],
    ['name.family', { name: [{ given: ['A'] }, { family: 'B' }] }, true],
    ['name.family', { name: [{ given: ['A'] }] }, false],
    ['name.family', { name: [] }, false],
    ['address', { address: [{ extension: [{ url: 'x' }] }] }, false],
    ['address', { address: [{ id: 'a', text: 'here' }] }, true],
    ['effective[x]', { effectivePeriod: { start: '2024' } }, true],
    ['effective[x]', { effectivePeriod: {} }, false],
    ['effective[x]', { effective: '2024' }, false],
    ['effective[x]', { effectivelyDone: 'x' }, false],
    ['value[x]', { valueBoolean: false }, true],
    ['value[x]', { valueInteger: 0 }, true],
    ['collection.collected[x]', { collection: { collectedDateTime: '2024' } }, true],
    ['collection.collected[x]', { collectedDateTime: '2024' }, false],
    ['code.coding', { code: { text: 'only text' } }, false],
  ])('%s of %j: %j', (path, tree, there) => {
    expect(elementPresence(path)(tree)).toBe(there);
  });

  it('is there where one of its alternatives is', () => {
    const part = 'Observation.value[x] or component or hasMember';
    const marks = (tree: object) =>
      Object.fromEntries(examined({ resourceType: 'Observation', ...tree }).of('element-present'));
    expect(marks({})[part]).toBe(true);
    expect(marks({ component: [{ code: { text: 'x' } }] })[part]).toBe(false);
  });
});

describe('the table of important elements', () => {
  const paths = Object.entries(importantElements).flatMap(([type, elements]) =>
    elements.flatMap(({ element }) =>
      (typeof element === 'string' ? [element] : element).map((path) => [type, path] as const),
    ),
  );

  it.each(paths)('%s.%s is an element of R4', (type, path) => {
    let structure = type;
    const steps = path.split('.');
    for (const [index, step] of steps.entries()) {
      const { elements } = r4.structure(structure)!;
      const choice = elements.find(({ name, isChoice }) => isChoice && step.startsWith(name));
      const plain = elements.find(({ name, isChoice }) => !isChoice && name === step);
      const found = plain ?? choice;
      expect(found, step).toBeDefined();
      if (step.endsWith('[x]')) expect(step).toBe(`${found!.name}[x]`);
      if (index < steps.length - 1)
        structure = plain === undefined ? step.slice(choice!.name.length) : found!.types[0]!;
    }
  });

  it('has nothing that R4 requires anyway', () => {
    const required = paths.filter(([type, path]) => {
      const found = r4.structure(type)?.elements.find(({ name }) => name === path.replace('[x]', ''));
      return found?.isRequired === true;
    });
    expect(required).toEqual([]);
  });

  it('names each element once', () => {
    for (const [type, elements] of Object.entries(importantElements)) {
      const names = elements.map(({ element }) => elementName(type, element));
      expect(new Set(names).size).toBe(names.length);
      expect(watchedElements(type).map(({ name }) => name)).toEqual(names);
    }
    expect(watchedElements('Account')).toEqual([]);
  });
});
