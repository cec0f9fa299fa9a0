import { withoutEntities } from './character-entity.js';

/**
 * What changes the look of a part of a word does not end the word: H<sub>2</sub>O. No `<` stands within a
 * tag, so that what is none is read once, not again from each `<` on.
 */
const inline = /<\/?(?:a|b|big|em|font|i|small|span|strong|sub|sup|tt|u)(?:\s[^<>]*)?>/g;
const otherTags = /<[^<>]*>/g;

function withoutComments(xhtml: string): string {
  let text = '';
  let end = 0;
  for (let start = xhtml.indexOf('<!--'); start >= 0; start = xhtml.indexOf('<!--', end)) {
    text += `${xhtml.slice(end, start)} `;
    const close = xhtml.indexOf('-->', start + 4);
    if (close < 0) return text;
    end = close + 3;
  }
  return text + xhtml.slice(end);
}

/** The text of a narrative's XHTML, for words to be found in it; not for showing it. */
export function narrativeText(xhtml: string): string {
  if (!xhtml.includes('<')) return withoutEntities(xhtml);
  const text = xhtml.includes('<!--') ? withoutComments(xhtml) : xhtml;
  return withoutEntities(text.replace(inline, '').replace(otherTags, ' '));
}
