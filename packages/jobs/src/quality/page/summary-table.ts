import {
  qualityDimensions,
  type MeasureFigures,
  type QualityDimension,
  type QualityMoment,
} from '@wellspring/fhir';
import { countText, shareText } from './figure-text.js';
import { html, noHtml, type Html } from './html.js';
import { failedText } from './part-table.js';
import { shareBar } from './share-bar.js';
import { trendLine } from './trend-line.js';

/** All measures at a glance, by dimension, each with its course over the last reports. */
export function summaryTable(measures: readonly MeasureFigures[], history: readonly QualityMoment[]): Html {
  const hasCourse = history.length > 1;
  const columns = hasCourse ? 5 : 4;
  const course = hasCourse ? html`<th scope="col">Course of ${history.length} reports</th>` : noHtml;
  const bodies = (Object.keys(qualityDimensions) as QualityDimension[]).map(
    (dimension) =>
      html`<tbody>
        <tr>
          <th class="group" scope="rowgroup" colspan="${columns}">
            ${capital(dimension)}: ${lower(qualityDimensions[dimension])}
          </th>
        </tr>
        ${measures.filter((measure) => measure.dimension === dimension).map((measure) => row(measure, hasCourse ? history : undefined))}
      </tbody>`,
  );
  return html`<div class="wide">
    <table>
      <caption>
        What was looked at, and how much of it passed
      </caption>
      <thead>
        <tr>
          <th scope="col">Measure</th>
          <th scope="col" class="number">Looked at</th>
          <th scope="col" class="number">Failed</th>
          <th scope="col">Passed</th>
          ${course}
        </tr>
      </thead>
      ${bodies}
    </table>
  </div>`;
}

function row(measure: MeasureFigures, history: readonly QualityMoment[] | undefined): Html {
  const { id, title, checked, failed, counts } = measure;
  const trend = history === undefined ? noHtml : html`<td>${trendLine(id, history)}</td>`;
  return html`<tr>
    <th scope="row"><a href="#${id}">${title}</a></th>
    <td class="number">${countText(checked)} <span class="unit">${counts}</span></td>
    <td class="number">${failedText(failed)}</td>
    <td class="share">${shareBar(measure)}${shareText(measure)}</td>
    ${trend}
  </tr> `;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

function lower(text: string): string {
  return text[0]!.toLowerCase() + text.slice(1);
}
