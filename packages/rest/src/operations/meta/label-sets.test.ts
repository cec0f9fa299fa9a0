import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelIdentity, labelSets, metaMembers, withLabels, withoutLabels } from './label-sets.js';

const label = fc.record(
  { system: fc.constantFrom('s', 't'), code: fc.constantFrom('a', 'b', 'c'), display: fc.string() },
  { requiredKeys: [] },
);
const sets = fc
  .record({
    profile: fc.uniqueArray(fc.constantFrom('p', 'q', 'r')),
    tag: fc.uniqueArray(label, { selector: labelIdentity }),
    security: fc.uniqueArray(label, { selector: labelIdentity }),
  })
  .map((meta) => labelSets(meta));

test('laws of sets', () => {
  fc.assert(
    fc.property(sets, sets, (own, given) => {
      const added = withLabels(own, given);
      expect(withLabels(added, given)).toEqual(added);
      expect(added.tag.slice(0, own.tag.length)).toEqual(own.tag);
      const names = new Set([...own.tag, ...given.tag].map(labelIdentity));
      expect(added.tag.map(labelIdentity).sort()).toEqual([...names].sort());
      const removed = withoutLabels(added, given);
      expect(removed.profile.filter((url) => given.profile.includes(url))).toEqual([]);
      expect(withoutLabels(removed, given)).toEqual(removed);
      expect(withoutLabels(own, own)).toEqual(labelSets({}));
    }),
  );
});

test('extensions of profiles stay with them', () => {
  const extension = { extension: [{ url: 'http://a.example/x', valueCode: 'y' }] };
  const own = labelSets({ profile: ['p', 'q'], _profile: [null, extension] });
  expect(metaMembers(withLabels(own, labelSets({ profile: ['r'] })))).toMatchObject({
    profile: ['p', 'q', 'r'],
    _profile: [null, extension, null],
  });
  expect(metaMembers(withoutLabels(own, labelSets({ profile: ['p'] })))).toMatchObject({
    profile: ['q'],
    _profile: [extension],
  });
  expect(metaMembers(withoutLabels(own, labelSets({ profile: ['q'] })))._profile).toBeUndefined();
});
