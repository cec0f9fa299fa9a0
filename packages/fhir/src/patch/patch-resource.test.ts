import type { WellspringError } from '@wellspring/errors';
import { describe, expect, it } from 'vitest';
import { validateResource } from '../validation/validate-resource.js';
import { patchResource } from './patch-resource.js';
import { readPatch } from './read-patch.js';

const json = (text: string) => readPatch('application/json-patch+json', Buffer.from(text));
const body = Buffer.from(
  '{"resourceType":"Observation","id":"o","meta":{"versionId":"3"},"status":"final","code":{"text":"c"},"valueQuantity":{"value":1.10}}',
);

describe('patchResource', () => {
  it('keeps every digit that the patch does not touch', () => {
    const outcome = patchResource(json('[{"op":"replace","path":"/status","value":"amended"}]'), body);
    expect(outcome.ok && outcome.resource.stored('o').toString()).toBe(
      '{"resourceType":"Observation","id":"o","meta":{},"status":"amended","code":{"text":"c"},"valueQuantity":{"value":1.10}}',
    );
  });

  it.each([
    ['[{"op":"replace","path":"/id","value":"p"}]'],
    ['[{"op":"remove","path":"/id"}]'],
    ['[{"op":"replace","path":"/resourceType","value":"Patient"}]'],
    ['[{"op":"replace","path":"","value":{"resourceType":"Patient","id":"o"}}]'],
  ])('refuses to change what the resource is: %s', (patch) => {
    expect(() => patchResource(json(patch), body)).toThrow(
      expect.objectContaining({ code: 'patch-changes-identity' } satisfies Partial<WellspringError>),
    );
  });

  it.each([
    ['a required element gone', '[{"op":"remove","path":"/status"}]'],
    ['an unknown element', '[{"op":"add","path":"/colour","value":"x"}]'],
    ['an empty array', '[{"op":"add","path":"/note","value":[]}]'],
    ['__proto__', '[{"op":"add","path":"/__proto__","value":{"a":1}}]'],
    ['a code there is not', '[{"op":"replace","path":"/status","value":"x"}]'],
  ])('gives a result that breaks the rules, for validation to see: %s', (_, patch) => {
    const outcome = patchResource(json(patch), body);
    expect(outcome.ok && validateResource(outcome.resource.tree)).not.toHaveLength(0);
  });
});
