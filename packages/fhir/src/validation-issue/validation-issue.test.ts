import { describe, expect, it } from 'vitest';
import type { Issue } from '../issue.js';
import type { JsonObject } from '../json/json-value.js';
import { parseResource } from '../json/parse-resource.js';
import type { ParsedResource } from '../json/parsed-resource.js';
import { markInvalid, validationIssueUrl, withoutMarks } from './validation-issue.js';

function resource(text: string): ParsedResource {
  const parsed = parseResource(Buffer.from(text));
  if (!parsed.ok) throw new Error(parsed.issues[0]?.diagnostics);
  return parsed.resource;
}
const issue: Issue = {
  severity: 'error',
  code: 'structure',
  diagnostics: 'Patient.ü: "x" isn’t known',
  expression: ['Patient.ü'],
};
const valueString = JSON.stringify({
  resourceType: 'OperationOutcome',
  issue: [
    { severity: 'error', code: 'structure', diagnostics: issue.diagnostics, expression: ['Patient.ü'] },
  ],
});
const mark = JSON.stringify({ url: validationIssueUrl, valueString });
const textOf = (marked: ParsedResource | undefined) => marked?.stored('1').toString();

describe('a mark', () => {
  it.each([
    [
      '{"resourceType":"Patient","ü":1.10}',
      `{"resourceType":"Patient","id":"1","meta":{},"ü":1.10,"extension":[${mark}]}`,
    ],
    [
      '{"resourceType":"Patient","id":"1","extension":[{"url":"http://a","valueDecimal":1.50}], "x":[]}',
      `{"resourceType":"Patient","id":"1","meta":{},"extension":[{"url":"http://a","valueDecimal":1.50},${mark}],"x":[]}`,
    ],
    [
      `{"resourceType":"Patient","extension":[{"url":"${validationIssueUrl}","valueString":"old"},7,"]\\"é"]}`,
      `{"resourceType":"Patient","id":"1","meta":{},"extension":[7,"]\\"é",${mark}]}`,
    ],
    [
      '{"resourceType":"Patient","extension":[]}',
      `{"resourceType":"Patient","id":"1","meta":{},"extension":[${mark}]}`,
    ],
    [
      '{"resourceType":"Bundle","meta":{"tag":[{"code":"é"}]}}',
      `{"resourceType":"Bundle","id":"1","meta":{"tag":[{"code":"é"}],"extension":[${mark}]}}`,
    ],
    [
      '{"resourceType":"Patient","extension":"none"}',
      `{"resourceType":"Patient","id":"1","meta":{"extension":[${mark}]},"extension":"none"}`,
    ],
  ])('is put into %s', (text, expected) => {
    expect(textOf(markInvalid(resource(text), [issue]))).toBe(expected);
  });

  it('has no place where both are something else', () => {
    const text = '{"resourceType":"Patient","extension":{},"meta":{"extension":1}}';
    expect(markInvalid(resource(text), [issue])).toBeUndefined();
  });

  it('is bounded', () => {
    const many = Array.from({ length: 200 }, () => ({ ...issue, diagnostics: 'x'.repeat(10_000) }));
    const text = textOf(markInvalid(resource('{"resourceType":"Patient"}'), many));
    expect(text!.length).toBeLessThan(80_000);
  });

  it('leaves a resource without an id without one', () => {
    expect(markInvalid(resource('{"resourceType":"Patient"}'), [issue])?.id).toBeUndefined();
  });
});

describe('without marks', () => {
  it.each([
    [
      `{"resourceType":"Patient","extension":[${mark},{"url":"http://a","valueDecimal":1.50}]}`,
      '{"resourceType":"Patient","id":"1","meta":{},"extension":[{"url":"http://a","valueDecimal":1.50}]}',
    ],
    [
      `{"resourceType":"Patient","meta":{"extension":[${mark}]},"extension":[${mark}],"active":true}`,
      '{"resourceType":"Patient","id":"1","meta":{},"active":true}',
    ],
  ])('%s', (text, expected) => {
    expect(textOf(withoutMarks(resource(text)))).toBe(expected);
  });

  it('nothing is left that would be a fault of its own', () => {
    const read = resource(`{"resourceType":"Patient","meta":{"versionId":"1"},"extension":[${mark}]}`);
    expect(withoutMarks(read).tree).toEqual({ resourceType: 'Patient', id: 'x' });
  });

  it('a resource that has none is the same', () => {
    const same = resource('{"resourceType":"Patient","extension":[{"url":"http://a"},1,null]}');
    expect(withoutMarks(same)).toBe(same);
    expect(same.tree['extension']).toHaveLength(3);
  });
});
