/** Markup that is safe to send. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | undefined | false | readonly Part[];

/**
 * A template of markup: what is put in is text, and escaped, unless it is markup made in this way itself.
 *
 * @example html`<p>${name}</p>${items.map((item) => html`<li>${item}</li>`)}`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, at) => (at === 0 ? text : written(parts[at - 1]) + text)).join(''));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (isList(part)) return part.map(written).join('');
  return String(part).replace(/[&<>"']/g, (character) => entities[character]!);
}

/** `Array.isArray` forgets that a list may be one that is only read. */
function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part);
}
