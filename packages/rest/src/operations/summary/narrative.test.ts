import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeXhtml, tableNarrative } from './narrative.js';

test.each([
  ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
  ['"x" \'y\'', '&quot;x&quot; &#39;y&#39;'],
  ['line\nline\ttab', 'line\nline\ttab'],
  ['nul\u0000 bell\u0007 end\uffff', 'nul bell end'],
  ['half \ud800 and whole \u{1f600}', 'half  and whole \u{1f600}'],
])('%j', (text, expected) => {
  expect(escapeXhtml(text)).toBe(expected);
});

test('no text makes an element of its own', () => {
  const skeleton = tableNarrative([{ what: '', when: '', more: '' }])['div'] as string;
  const tags = (div: string) => div.match(/<[^>]*>/g);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const div = tableNarrative([{ what: text, when: text, more: text }])['div'] as string;
      expect(tags(div)).toEqual(tags(skeleton));
    }),
  );
});
