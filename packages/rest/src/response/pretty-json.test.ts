import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prettyJson } from './pretty-json.js';

test('indents, and keeps every token as it stands', () => {
  const compact = '{"a":1.10,"b":[],"c":{},"d":["x\\"y}",true,{"e":1e3}],"ü":null}';
  expect(prettyJson(Buffer.from(compact))).toBe(`{
  "a": 1.10,
  "b": [],
  "c": {},
  "d": [
    "x\\"y}",
    true,
    {
      "e": 1e3
    }
  ],
  "ü": null
}
`);
});

test('is what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(prettyJson(Buffer.from(JSON.stringify(value)))).toBe(`${JSON.stringify(value, undefined, 2)}\n`);
    }),
  );
});
