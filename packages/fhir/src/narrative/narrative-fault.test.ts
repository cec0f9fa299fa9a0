import { describe, expect, it } from 'vitest';
import { narrativeFault } from './narrative-fault.js';

const start = '<div xmlns="http://www.w3.org/1999/xhtml">';

function div(content: string): string {
  return `${start}${content}</div>`;
}

describe('good narrative', () => {
  it.each([
    'text',
    '<p class="x" style="color: red" id=\'a\'>a<br/>b</p>',
    '<table border="1"><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
    '<img src="#a" alt="a"/>',
    '<a href="http://a.example?x=1&amp;y=2">x</a>',
    'a &lt; b &#160; &#xA0; &quot;',
    '<!-- a comment with <script> --> x',
    '<span xml:lang="de" lang="de">x</span >',
    '<![CDATA[a < b]]>',
    '<b\n>x</b>',
  ])('%s', (content) => {
    expect(narrativeFault(div(content))).toBeUndefined();
  });

  it('may have white space and comments around', () => {
    expect(narrativeFault(`\n <!-- x --> ${div('x')} \n`)).toBeUndefined();
  });
});

// https://hl7.org/fhir/R4/narrative.html, and what is no XML
describe('bad narrative (txt-1)', () => {
  it.each([
    div('<script>alert(1)</script>'),
    div('<SCRIPT>x</SCRIPT>'),
    div('<p onclick="x()">x</p>'),
    div('<p ONCLICK="x()">x</p>'),
    div('<a href="javascript:alert(1)">x</a>'),
    div('<a href=" java\nscript:alert(1)">x</a>'),
    div('<img src="javascript:x" alt="x"/>'),
    div('<p style="width: expression(alert(1))">x</p>'),
    div('<p style="@import url(http://a.example)">x</p>'),
    div('<iframe src="http://a.example"/>x'),
    div('<object data="x">x</object>'),
    div('<form><input type="text"/></form>'),
    div('<link rel="stylesheet" href="x"/>x'),
    div('<style>p {}</style>x'),
    div('<svg/>x'),
    div('<body>x</body>'),
    div('<p>x'),
    div('<p>x</b></p>'),
    div('<br>x'),
    div('<p class=x>x</p>'),
    div('<p class>x</p>'),
    div('<p class="a" class="b">x</p>'),
    div('a & b'),
    div('a&nbsp;b'),
    div('<a title="&reg;">x</a>'),
    div('a < b'),
    div('<a href="?x=1&y=2">x</a>'),
    div('<!-- open'),
    div('<?php x ?>x'),
    '<!DOCTYPE html>' + div('x'),
    '<div>x</div>',
    '<div xmlns="http://a.example">x</div>',
    '<p xmlns="http://www.w3.org/1999/xhtml">x</p>',
    `${div('x')}${div('y')}`,
    `${div('x')}y`,
    `x${div('y')}`,
    `${start}x`,
    '</div>',
    '<',
    '',
  ])('%s', (text) => {
    expect(narrativeFault(text)?.key).toBe(text === '' ? 'txt-2' : 'txt-1');
  });
});

describe('empty narrative (txt-2)', () => {
  it.each([
    div(''),
    div(' \n\u00a0'),
    div('<p> </p><br/>'),
    div('<img alt="x"/>'),
    '<div xmlns="http://www.w3.org/1999/xhtml"/>',
  ])('%s', (text) => {
    expect(narrativeFault(text)?.key).toBe('txt-2');
  });
});

it('takes time in proportion to the text', () => {
  const started = process.cpuUsage().user;
  for (const part of ['<p>', '<!--', '&', ' a="', '<p a="b" ', '<![CDATA[', '</p', ' '.repeat(100)])
    narrativeFault(`${start}${part.repeat(1_000_000 / part.length)}`);
  narrativeFault(`<div ${' '.repeat(1_000_000)}`);
  narrativeFault(`<div${' a'.repeat(500_000)}`);
  // Milliseconds where it is linear, minutes where it is not.
  expect(process.cpuUsage().user - started).toBeLessThan(2_000_000);
});
