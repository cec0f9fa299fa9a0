import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from './xml-reader.js';
import { element, xmlDocument } from './xml-writer.js';

describe('S3 XML', () => {
  it('reads what it wrote, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary-ascii' }), (one, other) => {
        fc.pre(!other.includes('\0'));
        const written = xmlDocument('Delete', element('Key', one), element('Key', other));
        const read = parseXml(Buffer.from(written), 'Delete');
        expect(read.all('Key').map(({ text }) => text)).toEqual([one, other]);
      }),
    );
  });

  it.each([
    ['<a><b>x &amp;&#x26;&#38; &lt;</b></a>', 'x &&& <'],
    ['<a xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><b> 007 </b></a>', ' 007 '],
    ['<s:a xmlns:s="urn:x"><s:b>1</s:b></s:a>', '1'],
    ['<?xml version="1.0"?><a><b><![CDATA[x<y]]></b></a>', 'x<y'],
    ['<a><b/></a>', ''],
  ])('reads %s', (xml, text) => {
    expect(parseXml(Buffer.from(xml), 'a').textOf('b')).toBe(text);
  });

  it.each([
    '',
    'not xml',
    '<a><b></a>',
    '<a>',
    '<other/>',
    '<a/><a/>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a><b>&x;</b></a>',
    '<a><b>\xff</b>',
  ])('refuses %j', (xml) => {
    expect(() => parseXml(Buffer.from(xml, 'latin1'), 'a')).toThrow(
      expect.objectContaining({ code: 'malformed-xml' }),
    );
  });

  it.each(['<a><b>&x;</b></a>', '<a><b>&amp</b></a>', '<a><b>&#xd800;</b></a>', '<a><b>&#0;</b></a>'])(
    'refuses the reference in %j',
    (xml) => {
      expect(() => parseXml(Buffer.from(xml), 'a').textOf('b')).toThrow(
        expect.objectContaining({ code: 'malformed-xml' }),
      );
    },
  );

  it.each([
    ['tags', `<a>${'<b>1</b>'.repeat(60_000)}</a>`],
    ['attributes', `<a ${Array.from({ length: 1000 }, (_, at) => `x${String(at)}="1"`).join(' ')}/>`],
    ['depth', `<a>${'<b>'.repeat(60_000)}`],
    ['tags that never end', `<a>${'<b '.repeat(1000)}${'x'.repeat(5000)}`],
  ])('refuses more %s than any request needs, for they are slow to parse', (_, xml) => {
    expect(() => parseXml(Buffer.from(xml), 'a')).toThrow(expect.objectContaining({ code: 'malformed-xml' }));
  });

  it('reads a completion of 10,000 parts with checksums', () => {
    const part =
      '<Part><PartNumber>1</PartNumber><ETag>x</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part>';
    expect(parseXml(Buffer.from(`<a>${part.repeat(10_000)}</a>`), 'a').all('Part')).toHaveLength(10_000);
  });

  it('has no way to the prototype', () => {
    const read = parseXml(Buffer.from('<a><b>1</b></a>'), 'a');
    expect(read.all('__proto__')).toEqual([]);
    expect(read.all('constructor')).toEqual([]);
    expect(read.textOf('toString')).toBeUndefined();
  });
});
