import { generate, type JsonObject, type JsonValue } from '@wellspring/synthetic';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copiedLine, idInCopy } from './copied-ids.js';

const someId = fc.oneof(fc.uuid(), fc.stringMatching(/^[A-Za-z0-9\-.]{1,60}$/));
const someCopy = fc.integer({ min: 0, max: 999 });

interface CopiedResource extends JsonObject {
  readonly resourceType: string;
  readonly id: string;
}

/** Every text of a member of this name, however deep. */
function members(value: JsonValue, name: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => members(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === name && typeof member === 'string' ? [member] : members(member, name),
  );
}

describe('idInCopy', () => {
  it('gives every id of every copy an id of its own', () => {
    fc.assert(
      fc.property(someId, someId, someCopy, someCopy, (id, other, copy, otherCopy) => {
        fc.pre(id !== other || copy !== otherCopy);
        expect(idInCopy(id, copy)).not.toBe(idInCopy(other, otherCopy));
      }),
    );
  });

  it('keeps to what an id may be, and a UUID a UUID', () => {
    fc.assert(
      fc.property(someId, someCopy, (id, copy) => {
        expect(idInCopy(id, copy)).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
      }),
    );
    fc.assert(
      fc.property(fc.uuid(), someCopy, (id, copy) => {
        expect(idInCopy(id, copy)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it('refuses an id that has no room for the number', () => {
    expect(() => idInCopy('x'.repeat(63), 1)).toThrow(/too long/);
  });
});

describe('copiedLine', () => {
  const id = '98417b9c-e12e-4990-b989-049f4c3c8b82';
  const there = idInCopy(id, 7);

  it.each([
    ['the id', `{"resourceType":"Patient","id":"${id}"}`, `{"resourceType":"Patient","id":"${there}"}`],
    ['an id that is no UUID', '{"id":"p1"}', '{"id":"p1-7"}'],
    ['an id behind other members', `{"a":[{"id":"x"}],"id" : "p"}`, `{"a":[{"id":"x"}],"id" : "p-7"}`],
    ['a reference', `{"s":{"reference":"Patient/${id}"}}`, `{"s":{"reference":"Patient/${there}"}}`],
    ['spaces', `{"s":{"reference": "Patient/p"}}`, `{"s":{"reference": "Patient/p-7"}}`],
    ['a version', '{"s":{"reference":"A/p/_history/2"}}', '{"s":{"reference":"A/p-7/_history/2"}}'],
    ['an id like its type', '{"s":{"reference":"Patient/a"}}', '{"s":{"reference":"Patient/a-7"}}'],
    ['a UUID as an identifier', `{"i":[{"value":"${id}"}]}`, `{"i":[{"value":"${there}"}]}`],
  ])('rewrites %s', (_, line, expected) => {
    expect(copiedLine(line, 7)).toBe(expected);
  });

  it.each([
    ['a contained reference', '{"s":{"reference":"#x"}}'],
    ['the id of what is contained', `{"contained":[{"id":"${id}"}],"s":{"reference":"#${id}"}}`],
    ['the id of an element', `{"name":[{"id":"${id}"}]}`],
    ['an absolute reference', `{"s":{"reference":"https://example.org/Patient/${id}"}}`],
    ['a urn', `{"s":{"reference":"urn:uuid:${id}"}}`],
    ['a conditional reference', '{"s":{"reference":"Patient?identifier=1"}}'],
    ['text that looks like a reference', JSON.stringify({ text: `"reference":"Patient/${id}"` })],
    ['text that looks like an id', JSON.stringify({ a: '{"id":"p"}', b: '\\', c: ',"id":"p"' })],
    ['a value that is no UUID', '{"i":[{"value":"12"}],"valueQuantity":{"value":5.40}}'],
  ])('leaves alone %s', (_, line) => {
    expect(copiedLine(line, 7)).toBe(line);
  });

  it('keeps every reference resolved within its copy', () => {
    const lines = [...generate({ seed: 3, patients: 3 })].map((resource) => JSON.stringify(resource));
    const all = new Set<string>();
    for (const copy of [0, 1, 11]) {
      const copied = lines.map((line) => JSON.parse(copiedLine(line, copy)) as CopiedResource);
      const own = new Set(copied.map(({ resourceType, id }) => `${resourceType}/${id}`));
      const referred = copied.flatMap((resource) => members(resource, 'reference'));
      expect(referred.length).toBeGreaterThan(100);
      expect(referred.filter((reference) => !own.has(reference))).toEqual([]);
      for (const name of own) all.add(name);
    }
    expect(all.size).toBe(3 * lines.length);
  });
});
