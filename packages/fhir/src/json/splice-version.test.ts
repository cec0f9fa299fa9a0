import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResource } from './parse-resource.js';
import { spliceVersion } from './splice-version.js';

const at = '2024-01-31T10:11:12.345Z';

function stored(text: string, id: string): Buffer {
  const outcome = parseResource(Buffer.from(text));
  if (!outcome.ok) throw new Error('not a resource');
  return outcome.resource.stored(id);
}

describe('spliceVersion', () => {
  it.each([
    [
      '{"resourceType":"Patient"}',
      `{"resourceType":"Patient","id":"a","meta":{"versionId":"3","lastUpdated":"${at}"}}`,
    ],
    [
      '{"resourceType":"Patient","meta":{"tag":[{"code":"é"}]},"active":true}',
      `{"resourceType":"Patient","id":"a","meta":{"versionId":"3","lastUpdated":"${at}","tag":[{"code":"é"}]},"active":true}`,
    ],
  ])('%s', (text, spliced) => {
    expect(spliceVersion(stored(text, 'a'), 'Patient', 'a', 3, at).toString()).toBe(spliced);
  });

  it('puts exactly the two members into meta', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9\-.]{1,64}$/);
    fc.assert(
      fc.property(
        id,
        fc.nat(),
        fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
        (logicalId, version, tag) => {
          const text = stored(
            JSON.stringify({ resourceType: 'Basic', meta: { tag: [tag] }, x: tag }),
            logicalId,
          );
          const spliced = JSON.parse(
            spliceVersion(text, 'Basic', logicalId, version, at).toString(),
          ) as unknown;
          expect(spliced).toEqual({
            ...(JSON.parse(text.toString()) as object),
            meta: {
              versionId: String(version),
              lastUpdated: at,
              ...(JSON.parse(JSON.stringify({ tag: [tag] })) as object),
            },
          });
        },
      ),
    );
  });

  it('refuses bytes that are not the stored form', () => {
    expect(() => spliceVersion(stored('{"resourceType":"Basic"}', 'a'), 'Basic', 'other', 1, at)).toThrow(
      'not a stored',
    );
  });
});
