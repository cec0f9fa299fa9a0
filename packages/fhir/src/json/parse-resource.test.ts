import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from './json-fault.js';
import type { JsonObject } from './json-value.js';
import { parseResource } from './parse-resource.js';

function parse(text: string | Buffer) {
  return parseResource(typeof text === 'string' ? Buffer.from(text) : text);
}

function stored(text: string, id = 'new'): string {
  const outcome = parse(text);
  if (!outcome.ok) throw new Error(outcome.issues[0]?.diagnostics);
  return outcome.resource.stored(id).toString();
}

function diagnostics(text: string | Buffer): string {
  const outcome = parse(text);
  return outcome.ok ? 'accepted' : outcome.issues.map((issue) => issue.diagnostics).join('\n');
}

function nested(levels: number): string {
  return `{"resourceType":"Patient","a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
}

describe('the stored form', () => {
  it.each([
    ['adds meta', '{"resourceType":"Patient","id":"new"}', '{"resourceType":"Patient","id":"new","meta":{}}'],
    ['adds the id', '{"resourceType":"Patient"}', '{"resourceType":"Patient","id":"new","meta":{}}'],
    [
      'puts type, id and meta first, and keeps the order of the others',
      '{"b":[1],"id":"old","a":{"id":"x","meta":1},"meta":{"tag":[]},"resourceType":"Patient","c":"d"}',
      '{"resourceType":"Patient","id":"new","meta":{"tag":[]},"b":[1],"a":{"id":"x","meta":1},"c":"d"}',
    ],
    [
      'takes out what the server owns in meta',
      '{"resourceType":"Patient","meta":{"versionId":"7","profile":["p,{}"],"lastUpdated":"2020","_lastUpdated":{"id":"a"},"tag":[{"code":"versionId"}]}}',
      '{"resourceType":"Patient","id":"new","meta":{"profile":["p,{}"],"tag":[{"code":"versionId"}]}}',
    ],
    [
      'takes out escaped names too',
      '{"\\u0072esourceType":"Pati\\u0065nt","\\u0069d":"old","m\\u0065ta":{"version\\u0049d":"7"}}',
      '{"resourceType":"Patient","id":"new","meta":{}}',
    ],
    [
      'keeps every digit',
      '{"resourceType":"Observation","a":[1.10,1e400,-0.0,123456789012345678901234567890.12345]}',
      '{"resourceType":"Observation","id":"new","meta":{},"a":[1.10,1e400,-0.0,123456789012345678901234567890.12345]}',
    ],
    [
      'drops white space between tokens, none inside strings',
      ' {\r\n\t"resourceType" : "Patient" ,\n"a b" : [ " x \\" y\\\\" , { } , [ ] , 1 ] } \n',
      '{"resourceType":"Patient","id":"new","meta":{},"a b":[" x \\" y\\\\",{},[],1]}',
    ],
    [
      'keeps characters and escapes as they were sent',
      '{"resourceType":"Patient","a":"é\\u00e9\\/😀\\ud83d\\ude00"}',
      '{"resourceType":"Patient","id":"new","meta":{},"a":"é\\u00e9\\/😀\\ud83d\\ude00"}',
    ],
    [
      'tolerates a byte order mark',
      '\ufeff{"resourceType":"Patient"}',
      '{"resourceType":"Patient","id":"new","meta":{}}',
    ],
    [
      'leaves names that JavaScript knows alone',
      '{"resourceType":"Patient","__proto__":{"id":"1"},"constructor":1,"toString":2}',
      '{"resourceType":"Patient","id":"new","meta":{},"__proto__":{"id":"1"},"constructor":1,"toString":2}',
    ],
  ])('%s', (_, sent, kept) => {
    expect(stored(sent)).toBe(kept);
  });

  it('refuses to write an id that is none', () => {
    expect(() => stored('{"resourceType":"Patient"}', 'a","b":"')).toThrow(RangeError);
  });
});

it('tells type, id and tree', () => {
  const outcome = parse('{"resourceType":"Patient","id":"a.B-1","active":true}');
  expect(outcome.ok && outcome.resource).toMatchObject({
    type: 'Patient',
    id: 'a.B-1',
    tree: { resourceType: 'Patient', id: 'a.B-1', active: true },
  });
  const without = parse('{"resourceType":"Patient"}');
  expect(without.ok && without.resource.id).toBe(undefined);
});

it('never touches a prototype', () => {
  const outcome = parse('{"resourceType":"Patient","__proto__":{"polluted":1}}');
  expect(outcome.ok).toBe(true);
  expect(({} as JsonObject)['polluted']).toBe(undefined);
  expect(diagnostics('{"__proto__":{"resourceType":"Patient"}}')).toMatch('resourceType is missing');
});

describe('refusals', () => {
  it.each([
    ['', 'the body is empty'],
    ['\ufeff', 'the body is empty'],
    ['   ', 'not well-formed JSON: the document ends where a value should be (line 1, column 4)'],
    [
      '{"resourceType":"Patient"',
      'the document ends where "," or "}" should be after resourceType (line 1, column 26)',
    ],
    ['{"resourceType":"Pat', 'the document ends inside a string in resourceType (line 1, column 21)'],
    ['{"resourceType":"Patient"} x', 'unexpected "x" after the end of the document (line 1, column 28)'],
    ['{"resourceType":"Patient"}{}', 'unexpected "{" after the end of the document (line 1, column 27)'],
    [
      '{"resourceType":"Patient",\n "a":[1,,2]}',
      'unexpected "," where a value should be in a[1] (line 2, column 9)',
    ],
    [
      '{"resourceType":"Patient","é":[1 2]}',
      'unexpected "2" where "," or "]" should be after é[0] (line 1, column 34)',
    ],
    ['{"resourceType":"Patient","a" 1}', 'unexpected "1" where ":" should be after a (line 1, column 31)'],
    ["{'resourceType':1}", 'unexpected "\'" where a key in double quotes should be (line 1, column 2)'],
    [
      '{"resourceType":"Patient",}',
      'unexpected "}" where a key in double quotes should be (line 1, column 27)',
    ],
    ['{"resourceType":"Patient","a":01}', '01 is not a JSON value in a (line 1, column 31)'],
    ['{"resourceType":"Patient","a":NaN}', 'NaN is not a JSON value in a (line 1, column 31)'],
    [
      '{"resourceType":"Patient","a":"\\x"}',
      '"\\" begins no escape that JSON knows in a (line 1, column 32)',
    ],
    ['{"resourceType":"Patient","a":"b\u0000"}', 'control character U+0000 inside a string in a'],
    ['{"resourceType":"Patient","a":"b\tc"}', 'control character U+0009 inside a string in a'],
    ['{"resourceType":"Patient"}\u0000', 'control character U+0000 after the end of the document'],
    ['{"resourceType":"Patient","a":"\\ud800"}', 'lone surrogate \\ud800 in a'],
    ['{"resourceType":"Patient","a":"\\uDC00"}', 'lone surrogate \\uDC00 in a'],
    ['{"resourceType":"Patient","a":"\\ud83dx\\ude00"}', 'lone surrogate \\ud83d in a'],
    [
      '{"resourceType":"Patient","\\udfff":1}',
      'lone surrogate \\udfff: it is half of a character (line 1, column 28)',
    ],
    ['{"resourceType":"Patient","id":"1","id":"2"}', 'duplicate key "id" (line 1, column 36)'],
    [
      '{"resourceType":"Patient","name":[{},{"given":["A"],"g\\u0069ven":1}]}',
      'duplicate key "given" in name[1]',
    ],
    ['{"resourceType":"Patient","__proto__":1,"__proto__":2}', 'duplicate key "__proto__"'],
    ['[{"resourceType":"Patient"}]', 'the body is an array'],
    ['null', 'the body is null'],
    ['"Patient"', 'the body is a string'],
    ['{}', 'resourceType is missing'],
    ['{"resourceType":null}', 'resourceType is null, not a string'],
    ['{"resourceType":"Pat"}', '"Pat" is not a FHIR R4 resource type'],
    ['{"resourceType":"DomainResource"}', 'is not a FHIR R4 resource type'],
    ['{"resourceType":"__proto__"}', 'is not a FHIR R4 resource type'],
    ['{"resourceType":"Patient","id":7}', 'Patient.id is a number, not a string'],
    ['{"resourceType":"Patient","id":""}', 'Patient.id is not 1 to 64'],
    ['{"resourceType":"Patient","id":"a_b"}', 'Patient.id is not 1 to 64'],
    ['{"resourceType":"Patient","id":"a\\n"}', 'Patient.id is not 1 to 64'],
    [`{"resourceType":"Patient","id":"${'a'.repeat(65)}"}`, 'Patient.id is not 1 to 64'],
    ['{"resourceType":"Patient","meta":[]}', 'Patient.meta is an array, not an object'],
    ['{"resourceType":"Patient","meta":null}', 'Patient.meta is null, not an object'],
  ])('%j', (text, message) => {
    expect(diagnostics(text)).toContain(message);
  });

  it('takes an id of 64 characters', () => {
    expect(parse(`{"resourceType":"Patient","id":"${'a'.repeat(64)}"}`).ok).toBe(true);
  });

  it.each([
    ['a stray continuation byte', [0x80], 31],
    ['an overlong encoding', [0xc0, 0xaf], 31],
    ['a surrogate (WTF-8)', [0xed, 0xa0, 0x80], 31],
    ['a character cut off', [0xc3, 0xa9, 0xe2, 0x82], 33],
    ['beyond the last character', [0xf4, 0x90, 0x80, 0x80], 31],
  ])('invalid UTF-8: %s', (_, bytes, offset) => {
    const text = Buffer.concat([
      Buffer.from('{"resourceType":"Patient","a":"'),
      Buffer.from(bytes),
      Buffer.from('"}'),
    ]);
    expect(diagnostics(text)).toBe(`not valid UTF-8 (at byte ${offset})`);
    const marked = Buffer.concat([Buffer.from('\ufeff'), text]);
    expect(diagnostics(marked)).toBe(`not valid UTF-8 (at byte ${offset + 3})`);
  });

  it('nesting beyond the limit, however deep', () => {
    expect(parse(nested(128)).ok).toBe(true);
    expect(diagnostics(nested(129))).toContain('nested deeper than 128 levels');
    expect(diagnostics(nested(10_000))).toContain('nested deeper than 128 levels');
    expect(diagnostics('['.repeat(1_000_000))).toContain('nested deeper than 128 levels');
    expect(diagnostics('{"a":'.repeat(1_000_000))).toContain('nested deeper than 128 levels');
    expect(parseResource(Buffer.from(nested(4)), { maxDepth: 3 }).ok).toBe(false);
  });

  it('carry severity and code', () => {
    expect(parse('{')).toMatchObject({ issues: [{ severity: 'fatal', code: 'structure' }] });
    expect(parse('{}')).toMatchObject({ issues: [{ code: 'required' }] });
    expect(parse('{"resourceType":"Patient","id":"_"}')).toMatchObject({
      issues: [{ severity: 'error', code: 'value', expression: ['Patient.id'] }],
    });
  });
});

/** A JSON text and its compact form, made side by side. */
interface Text {
  readonly loose: string;
  readonly compact: string;
}

const space = fc.constantFrom('', '', '', ' ', '\n', '\t \r\n');
const token = fc.oneof(
  fc.constantFrom(
    'true',
    'false',
    'null',
    '1.10',
    '-0',
    '1e400',
    '0.1000',
    '1E-7',
    '123456789012345678901234567890',
  ),
  fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
  fc.constantFrom('"\\u00e9"', '"\\"{[,:]}"', '"\\\\"', '"\\ud83d\\ude00"', '"a  b"'),
);

function spaced(parts: readonly string[], spaces: readonly string[]): string {
  return parts.map((part, i) => (spaces[i % spaces.length] ?? '') + part).join('') + (spaces[0] ?? '');
}

function collection(open: string, close: string, items: readonly Text[], spaces: readonly string[]): Text {
  const join = (texts: readonly string[]) => [
    open,
    ...texts.flatMap((text, i) => (i === 0 ? [text] : [',', text])),
    close,
  ];
  return {
    loose: spaced(join(items.map((item) => item.loose)), spaces),
    compact: join(items.map((item) => item.compact)).join(''),
  };
}

const spaces = fc.array(space, { minLength: 1, maxLength: 7 });
const { value } = fc.letrec<{ value: Text; array: Text; object: Text; scalar: Text }>((tie) => ({
  scalar: token.map((text) => ({ loose: text, compact: text })),
  array: fc
    .tuple(fc.array(tie('value'), { maxLength: 4 }), spaces)
    .map(([items, gaps]) => collection('[', ']', items, gaps)),
  object: fc
    .tuple(
      fc.uniqueArray(fc.tuple(fc.string(), tie('value')), { maxLength: 4, selector: ([key]) => key }),
      spaces,
    )
    .map(([members, gaps]) => collection('{', '}', members.map(member), gaps)),
  value: fc.oneof({ maxDepth: 4 }, tie('scalar'), tie('array'), tie('object')),
}));

function member([key, text]: readonly [string, Text]): Text {
  const name = JSON.stringify(key);
  return { loose: `${name} :${text.loose}`, compact: `${name}:${text.compact}` };
}

const special = new Set(['resourceType', 'id', 'meta']);
const resource = fc.record({
  members: fc
    .uniqueArray(fc.tuple(fc.string(), value), { maxLength: 6, selector: ([key]) => key })
    .map((members) => members.filter(([key]) => !special.has(key)).map(member)),
  place: fc.nat(6),
  gaps: spaces,
});

describe('laws', () => {
  it('what is stored is what was sent, less white space, with type, id and meta in front', () => {
    fc.assert(
      fc.property(resource, ({ members, place, gaps }) => {
        const type = { loose: '"resourceType" :\n"Basic"', compact: '' };
        const all = members.toSpliced(place, 0, type);
        const text = collection('{', '}', all, gaps).loose;
        const head = '{"resourceType":"Basic","id":"1","meta":{}';
        expect(stored(text, '1')).toBe([head, ...members.map((each) => each.compact)].join(',') + '}');
      }),
    );
  });

  it('what is stored parses to the same tree, and storing it again changes nothing', () => {
    fc.assert(
      fc.property(resource, ({ members, gaps }) => {
        const type = { loose: '"resourceType":"Basic"', compact: '' };
        const text = collection('{', '}', [...members, type], gaps).loose;
        const once = stored(text, '1');
        const sent = JSON.parse(text) as JsonObject;
        const kept = new Map(Object.entries(JSON.parse(once) as JsonObject));
        expect(kept).toEqual(new Map([...Object.entries(sent), ['id', '1'], ['meta', {}]]));
        expect(stored(once, '1')).toBe(once);
      }),
    );
  });

  it('random bytes never throw, and whatever is refused is explained', () => {
    const fragment = fc.oneof(
      fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', '\\u', 'd800', '1', '"a"', '"id":', 'null')
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 30 }), (fragments) => {
        const message = diagnostics(Buffer.concat(fragments));
        expect(message).not.toContain('unknown');
      }),
      { numRuns: 2000 },
    );
  });

  it('the slow reader agrees with JSON.parse on what is well-formed', () => {
    const text = fc.oneof(
      value.map(({ loose }) => loose),
      fc
        .tuple(value, fc.nat(), fc.constantFrom('', '"', '}', ',', '0', '\\'))
        .map(([{ loose }, at, wrong]) => {
          const place = at % (loose.length + 1);
          return loose.slice(0, place) + wrong + loose.slice(place + 1);
        }),
    );
    fc.assert(
      fc.property(text, (json) => {
        fc.pre(!/\p{Surrogate}/u.test(json));
        const fault = findJsonFault(Buffer.from(json), 100);
        fc.pre(fault === undefined || !/duplicate key|lone surrogate/.test(fault));
        expect(fault === undefined).toBe(parses(json));
      }),
      { numRuns: 1000 },
    );
  });
});

function parses(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
