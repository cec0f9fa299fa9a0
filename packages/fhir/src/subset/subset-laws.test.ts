import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResource } from '../json/parse-resource.js';
import { spliceVersion } from '../json/splice-version.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { validateResource } from '../validation/validate-resource.js';
import { subsetResource } from './subset-resource.js';
import type { Subset } from './subset.js';

const subsets: readonly Subset[] = [
  { summary: 'true' },
  { summary: 'text' },
  { summary: 'data' },
  { elements: ['value', 'component', 'category', 'subject'] },
];

/** The tree with numbers as their text, so that 1.0 and 1.00 differ. */
function exactTree(json: string): JsonValue {
  return JSON.parse(
    json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
      token.startsWith('"') ? token : `"#${token}"`,
    ),
  ) as JsonValue;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a tree can be made from another by leaving out members and items. */
function isPart(part: JsonValue, whole: JsonValue | undefined): boolean {
  if (Array.isArray(part)) {
    if (!Array.isArray(whole)) return false;
    let at = 0;
    return part.every((item: JsonValue) => {
      while (at < whole.length && !isPart(item, whole[at] as JsonValue)) at++;
      return at++ < whole.length;
    });
  }
  if (!isObject(part)) return part === whole;
  return (
    isObject(whole) &&
    Object.entries(part).every(([key, value]) => key in whole && isPart(value!, whole[key]))
  );
}

const number = fc.constantFrom('0', '-1', '1.0', '1.00', '0.10', '1e3', '1.20E-7', '12345678901234567890.10');
const string = fc
  .oneof(fc.string(), fc.constantFrom('\\', '"', '{"a":1,', '],', 'é日', 'x\\"'))
  .map((text) => JSON.stringify(text));

/** Names that mean something on one level or another, and one that means nothing. */
const name = fc.constantFrom(
  ...[
    'id',
    '_id',
    'extension',
    'modifierExtension',
    'text',
    'status',
    '_status',
    'code',
    'category',
    'subject',
  ],
  ...[
    'identifier',
    'reference',
    'valueQuantity',
    'value',
    'unit',
    'component',
    'referenceRange',
    'coding',
    'x',
  ],
);

function object(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([key, value]) => `"${key}":${value}`).join(',')}}`;
}

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    number,
    string,
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc.uniqueArray(fc.tuple(name, tie('value')), { maxLength: 6, selector: ([key]) => key }).map(object),
  ),
}));

const observation = fc
  .uniqueArray(fc.tuple(name, value), { maxLength: 12, selector: ([key]) => key })
  .map((members) =>
    object([
      ['resourceType', '"Observation"'],
      ['id', '"1"'],
      ['meta', '{"versionId":"1"}'],
      ...members.filter(([key]) => key !== 'id'),
    ]),
  );

describe.each(subsets)('%j', (what) => {
  it('leaves out members and items, and changes nothing', () => {
    fc.assert(
      fc.property(observation, (json) => {
        const subset = exactTree(
          subsetResource(Buffer.from(json), 'Observation', what).toString(),
        ) as JsonObject;
        const { meta, ...rest } = subset;
        const whole = exactTree(json);
        expect(isPart(rest, whole), JSON.stringify(subset)).toBe(true);
        expect(rest).toMatchObject({ resourceType: 'Observation', id: '1' });
        const { tag, ...metaRest } = meta as JsonObject;
        expect(metaRest).toEqual({ versionId: '1' });
        const all = Object.entries(whole as JsonObject).filter(([key]) => key !== 'meta');
        expect(tag !== undefined).toBe(JSON.stringify(Object.entries(rest)) !== JSON.stringify(all));
      }),
    );
  });

  it('is the same of itself', () => {
    fc.assert(
      fc.property(observation, (json) => {
        const once = subsetResource(Buffer.from(json), 'Observation', what);
        expect(subsetResource(once, 'Observation', what).toString()).toBe(once.toString());
      }),
    );
  });

  if (!('summary' in what && what.summary === 'true'))
    it('keeps or leaves out what is at the root as it is', () => {
      const required = ['resourceType', 'id', '_id', 'modifierExtension', 'status', '_status', 'code'];
      const asked = 'elements' in what ? ['valueQuantity', 'component', 'category', 'subject'] : ['text'];
      const isKept = (key: string) =>
        'summary' in what && what.summary === 'data' ? key !== 'text' : [...required, ...asked].includes(key);
      fc.assert(
        fc.property(observation, (json) => {
          const { meta, ...subset } = exactTree(
            subsetResource(Buffer.from(json), 'Observation', what).toString(),
          ) as JsonObject;
          const whole = Object.entries(exactTree(json) as JsonObject);
          expect(meta).toBeDefined();
          expect(subset).toEqual(Object.fromEntries(whole.filter(([key]) => key !== 'meta' && isKept(key))));
        }),
      );
    });
});

// HL7's package is not a dependency; `npm run generate -w packages/fhir` leaves it in the cache.
const examples = new URL('../../../../node_modules/.cache/wellspring-fhir-r4/package/', import.meta.url);

it.runIf(existsSync(examples))('leaves of a valid example of HL7’s a valid resource', () => {
  const files = readdirSync(examples).filter((file) =>
    /^(?!StructureDef|ValueSet|CodeSys|SearchPar)[A-Z].*\.json$/.test(file),
  );
  const seen = new Map<string, number>();
  for (const file of files) {
    const type = file.slice(0, file.indexOf('-'));
    seen.set(type, (seen.get(type) ?? 0) + 1);
    if (seen.get(type)! > 5) continue;
    const parsed = parseResource(readFileSync(new URL(file, examples)));
    if (!parsed.ok || parsed.resource.id === undefined) continue;
    const { resource } = parsed;
    if (validateResource(resource.tree).some(({ severity }) => severity === 'error')) continue;
    const id = parsed.resource.id;
    const body = spliceVersion(resource.stored(id), resource.type, id, 1, '2024-01-31T10:11:12.345Z');
    for (const what of subsets) {
      const subset = JSON.parse(subsetResource(body, resource.type, what).toString()) as JsonObject;
      const errors = validateResource(subset).filter(({ severity }) => severity === 'error');
      expect(errors, `${file} ${JSON.stringify(what)}`).toEqual([]);
    }
  }
  expect(seen.size).toBeGreaterThan(100);
});
