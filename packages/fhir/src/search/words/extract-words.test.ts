import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json-value.js';
import { extractWords } from './extract-words.js';
import { narrativeText } from './narrative-text.js';

const narrative = (div: string): JsonObject => ({ status: 'generated', div });

describe('extractWords (https://hl7.org/fhir/R4/search.html#content)', () => {
  const condition: JsonObject = {
    resourceType: 'Condition',
    id: 'identifier',
    meta: { profile: ['http://a.example/profile'], lastUpdated: '2020-01-01T00:00:00Z' },
    text: narrative('<div xmlns="http://www.w3.org/1999/xhtml"><p>Bone <b>Cancer</b></p></div>'),
    contained: [
      {
        resourceType: 'Practitioner',
        text: narrative('<div>Dr Who</div>'),
        name: [{ family: 'Who', given: ['The'] }],
      },
    ],
    extension: [{ url: 'http://a.example/e', valueString: 'Extended', valueCode: 'coded' }],
    code: { coding: [{ system: 'urn:s', code: '363', display: 'Métastase' }], text: 'Bone' },
    subject: { reference: 'Patient/1', display: 'Peter Chalmers' },
    onsetDateTime: '2012-05-24',
    note: [{ text: '*Spread* to the lungs', time: '2013' }],
    identifier: [{ system: 'urn:n', value: 'N-12345' }],
  };

  it('takes the narrative for _text', () => {
    expect(extractWords(condition).narrative).toEqual(['bone', 'cancer']);
  });

  it('takes all that is written for people for _content', () => {
    const expected = 'bone cancer dr who the extended metastase peter chalmers spread to lungs n 12345';
    expect([...extractWords(condition).content].sort()).toEqual(expected.split(' ').sort());
  });

  it('leaves data and addresses out', () => {
    const tree: JsonObject = {
      resourceType: 'DocumentReference',
      content: [
        {
          attachment: {
            data: 'U21pdGg=',
            url: 'http://a.example/x',
            title: 'Letter',
            contentType: 'text/plain',
          },
        },
      ],
    };
    expect(extractWords(tree)).toEqual({ narrative: [], content: ['letter'] });
  });

  it('takes any JSON without an error', () => {
    const trees = [
      { resourceType: 'Patient', name: 'x', text: 'x', contained: ['x', null, { resourceType: 1 }] },
      { resourceType: 'Nothing', text: narrative('<div>x</div>') },
      { resourceType: 'Patient', name: [{ given: [null, { text: 'x' }, 5] }] },
      {},
    ];
    for (const tree of trees) expect(extractWords(tree)).toEqual({ narrative: [], content: [] });
  });

  it('is bounded in the length and the number of words', () => {
    const text = Array.from({ length: 3_000 }, (_, index) => `w${index}`).join(' ');
    const { narrative: found, content } = extractWords({
      resourceType: 'Basic',
      text: narrative(`<div>${'x'.repeat(70)} ${text}</div>`),
      code: { text: 'coded' },
    });
    expect(found).toHaveLength(2_000);
    expect(found[0]).toBe('x'.repeat(64));
    expect(content).toHaveLength(2_000);
    expect(content[0]).toBe('coded');
  });
});

describe('narrativeText', () => {
  it.each<[what: string, xhtml: string, words: string]>([
    ['blocks part words', '<div><p>one</p><p>two</p>three<br/>four</div>', 'one two three four'],
    ['cells part words', '<table><tr><td>a</td><td title="x">b</td></tr></table>', 'a b'],
    ['emphasis does not', 'H<sub>2</sub>O <b class="x">W</b>ord', 'H2O Word'],
    ['comments are no text', 'a<!-- <p>b</p> -->c', 'a c'],
    ['a comment without an end', 'a<!-- b', 'a'],
    [
      'entities',
      'a&amp;b &lt;c&gt; &eacute;&#233;&#xE9; &alpha;&sigma;&Omega; x&nbsp;y',
      'a&b <c> ééé ασΩ x y',
    ],
    ['entities that are none', '&#xD800;|&#99999999;|&nothing;|& b', '|&#99999999;| |& b'],
    ['what looks like a tag after decoding is text', '&lt;b&gt;x', '<b>x'],
  ])('%s', (_, xhtml, words) => {
    expect(narrativeText(xhtml).replace(/\s+/g, ' ').trim()).toBe(words);
  });

  it('reads unfinished tags and comments in linear time', () => {
    const before = performance.now();
    for (const text of [
      '<a '.repeat(200_000),
      '<!--'.repeat(200_000),
      '<'.repeat(500_000),
      '&a'.repeat(300_000),
    ])
      narrativeText(text);
    // Seconds to minutes where it is quadratic, some 50 ms where it is not.
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
