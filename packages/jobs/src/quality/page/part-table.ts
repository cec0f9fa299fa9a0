import { importantElements, elementName, type MeasureFigures, type PartFigures } from '@wellspring/fhir';
import { countText, shareText } from './figure-text.js';
import { html, noHtml, type Html } from './html.js';
import { shareBar } from './share-bar.js';

/** Parts with failures that are listed one by one. */
const MOST_LISTED = 50;
/** The JSON of the report has more. */
const SHOWN_EXAMPLES = 3;

/** The parts of a measure: those with failures, most first; the others are named only. */
export function partTable({ parts, by, counts }: MeasureFigures): Html {
  const failing = parts
    .filter(({ failed }) => failed > 0)
    .sort((left, right) => right.failed - left.failed || (left.part < right.part ? -1 : 1));
  const clean = parts.filter(({ failed }) => failed === 0);
  const table =
    failing.length === 0
      ? noHtml
      : html`<div class="wide">
          <table>
            <caption>
              By
              ${by}${failing.length > MOST_LISTED ? `: the ${MOST_LISTED} of ${failing.length} with most failures` : ''}
            </caption>
            <thead>
              <tr>
                <th scope="col">${capital(by)}</th>
                <th scope="col" class="number">Looked at <span class="unit">(${counts})</span></th>
                <th scope="col" class="number">Failed</th>
                <th scope="col">Passed</th>
                <th scope="col">For example</th>
              </tr>
            </thead>
            <tbody>
              ${failing.slice(0, MOST_LISTED).map((part) => partRow(part, part.part))}
            </tbody>
          </table>
        </div>`;
  return html`${table}${cleanParts(clean)}`;
}

/** The parts of completeness: all of them, by type, with what each is good for. */
export function completenessTable({ parts }: MeasureFigures): Html {
  const byName = new Map(parts.map((part) => [part.part, part]));
  const bodies = Object.entries(importantElements).flatMap(([type, elements]) => {
    const rows = elements.flatMap(({ element, why }) => {
      const part = byName.get(elementName(type, element));
      return part === undefined ? [] : [completenessRow(part, type, why)];
    });
    if (rows.length === 0) return [];
    return [
      html`<tbody>
        <tr>
          <th class="group" scope="rowgroup" colspan="5">${type}</th>
        </tr>
        ${rows}
      </tbody>`,
    ];
  });
  if (bodies.length === 0) return noHtml;
  return html`<div class="wide">
    <table>
      <caption>
        By type and element
      </caption>
      <thead>
        <tr>
          <th scope="col">Element, and what it is for</th>
          <th scope="col" class="number">Resources</th>
          <th scope="col" class="number">Without it</th>
          <th scope="col">With it</th>
          <th scope="col">Without it, for example</th>
        </tr>
      </thead>
      ${bodies}
    </table>
  </div>`;
}

function completenessRow(part: PartFigures, type: string, why: string): Html {
  return html`<tr>
    <th scope="row">${part.part.slice(type.length + 1)}<span class="why">${why}</span></th>
    ${figureCells(part)}
  </tr> `;
}

function partRow(part: PartFigures, name: string): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    ${figureCells(part)}
  </tr> `;
}

function figureCells(part: PartFigures): Html {
  const { checked, failed, examples } = part;
  return html`<td class="number">${countText(checked)}</td>
    <td class="number">${failedText(failed)}</td>
    <td class="share">${shareBar(part)}${shareText(part)}</td>
    <td class="examples">${examples.slice(0, SHOWN_EXAMPLES).join(', ')}</td>`;
}

/** A number of failures, to be seen where there are any. */
export function failedText(failed: number): Html {
  return failed === 0 ? html`0` : html`<span class="bad">${countText(failed)}</span>`;
}

function cleanParts(parts: readonly PartFigures[]): Html {
  if (parts.length === 0) return noHtml;
  const shown = parts.slice(0, MOST_LISTED).map(({ part, checked }) => `${part} (${countText(checked)})`);
  const more = parts.length > MOST_LISTED ? ` and ${parts.length - MOST_LISTED} more` : '';
  return html`<p class="soft">Without a failure: ${shown.join(', ')}${more}.</p>`;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
