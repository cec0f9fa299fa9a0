import type { JsonObject } from '@wellspring/fhir';
import type { RecordText } from './record-text.js';

/** What XML cannot hold, even escaped (https://www.w3.org/TR/xml/#charsets), but for the white space among it. */
const control = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as XHTML has it. */
export function escapeXhtml(text: string): string {
  const written = text.replace(control, (character) => ('\t\n\r'.includes(character) ? character : ''));
  return written.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A narrative that is a table, one row a record (https://hl7.org/fhir/R4/narrative.html). */
export function tableNarrative(rows: readonly RecordText[]): JsonObject {
  const body = rows.map(({ what, when, more }) => tableRow('td', [what, when, more])).join('');
  return narrative(
    `<table><thead>${tableRow('th', ['What', 'When', 'More'])}</thead><tbody>${body}</tbody></table>`,
  );
}

/** A narrative of one sentence. */
export function sentenceNarrative(sentence: string): JsonObject {
  return narrative(`<p>${escapeXhtml(sentence)}</p>`);
}

function tableRow(cell: 'td' | 'th', texts: readonly string[]): string {
  return `<tr>${texts.map((text) => `<${cell}>${escapeXhtml(text)}</${cell}>`).join('')}</tr>`;
}

function narrative(content: string): JsonObject {
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>` };
}
