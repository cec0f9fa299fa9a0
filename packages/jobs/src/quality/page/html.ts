/** A piece of HTML that is safe to show: all that came from outside in it is escaped. */
export interface Html {
  readonly markup: string;
}

type Shown = string | number | Html | readonly Html[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

function shown(value: Shown): string {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

/**
 * HTML from a template: whatever is put in is escaped, unless it is HTML itself. Attributes have to stand in quotes.
 *
 * @example html`<p title="${title}">${text}</p>`
 */
export function html(template: TemplateStringsArray, ...values: readonly Shown[]): Html {
  return { markup: String.raw({ raw: template }, ...values.map(shown)) };
}

/** Nothing. */
export const noHtml: Html = { markup: '' };
