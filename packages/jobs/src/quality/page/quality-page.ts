import {
  qualityDimensions,
  type MeasureFigures,
  type QualityDimension,
  type QualityMoment,
  type QualityReport,
} from '@wellspring/fhir';
import { countText, momentText } from './figure-text.js';
import { html, type Html } from './html.js';
import { pageStyle } from './page-style.js';
import { completenessTable, partTable } from './part-table.js';
import { countBar } from './share-bar.js';
import { summaryTable } from './summary-table.js';

/**
 * A report as a page for people: one file that needs nothing else, no scripts, charts as inline SVG with their
 * figures as text beside them; fit for screen readers and paper.
 *
 * @param history the last reports, oldest first; none: no course is shown
 */
export function qualityPage(report: QualityReport, history: readonly QualityMoment[]): string {
  const { measures, types } = report;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Data quality, ${momentText(report.asOf)}</title>
        <style>
          ${{ markup: pageStyle }}
        </style>
      </head>
      <body>
        <svg class="defs" aria-hidden="true">
          <defs>
            <pattern id="failed" width="5" height="5" patternUnits="userSpaceOnUse">
              <rect width="5" height="5" />
              <path d="M-1,1 l2,-2 M0,5 l5,-5 M4,6 l2,-2" />
            </pattern>
          </defs>
        </svg>
        <header>
          <h1>Data quality</h1>
          ${facts(report)}
        </header>
        <main>
          <h2>At a glance</h2>
          ${summaryTable(measures, history)}
          <h2>What there is</h2>
          ${typeTable(types)}
          ${(Object.keys(qualityDimensions) as QualityDimension[]).map((dimension) => dimensionSection(dimension, measures))}
        </main>
        <footer>
          <p class="soft">
            Dimensions and categories are those of Kahn et al., eGEMs 4(1):18 (2016). Examples are the first
            that were found.
          </p>
        </footer>
      </body>
    </html> `;
  return page.markup;
}

function facts({ dataStoreId, importJobId, jobId, asOf, resources, validation }: QualityReport): Html {
  return html`<dl>
    <dt>Of</dt>
    <dd>
      ${importJobId === undefined ? `the data store ${dataStoreId}` : `what the import ${importJobId} wrote to the data store ${dataStoreId}`}
    </dd>
    <dt>As of</dt>
    <dd>${momentText(asOf)}</dd>
    <dt>Resources</dt>
    <dd>${countText(resources)}</dd>
    <dt>Validation</dt>
    <dd>${validation}${validation === 'structure-only' ? ': profiles were not looked at' : ''}</dd>
    <dt>Report</dt>
    <dd>${jobId}</dd>
  </dl>`;
}

function typeTable(types: QualityReport['types']): Html {
  if (types.length === 0) return html`<p>There are no resources.</p>`;
  const sorted = [...types].sort((left, right) => right.resources - left.resources);
  const largest = sorted[0]!.resources;
  const rows = sorted.map(
    ({ type, resources }) =>
      html`<tr>
        <th scope="row">${type}</th>
        <td class="number">${countText(resources)}</td>
        <td>${countBar(resources, largest)}</td>
      </tr> `,
  );
  return html`<div class="wide">
    <table>
      <caption>
        Resources by type
      </caption>
      <thead>
        <tr>
          <th scope="col">Type</th>
          <th scope="col" class="number">Resources</th>
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function dimensionSection(dimension: QualityDimension, measures: readonly MeasureFigures[]): Html {
  const those = measures.filter((measure) => measure.dimension === dimension);
  return html`<section aria-labelledby="${dimension}">
    <h2 id="${dimension}">${dimension[0]!.toUpperCase() + dimension.slice(1)}</h2>
    ${those.map(measureSection)}
  </section>`;
}

function measureSection(measure: MeasureFigures): Html {
  const { id, title, category, definition, checked } = measure;
  const details =
    checked === 0
      ? html`<p class="soft">There was nothing to look at.</p>`
      : id === 'element-present'
        ? completenessTable(measure)
        : partTable(measure);
  return html`<h3 id="${id}">${title}</h3>
    <p class="soft">${definition} <span>(${category})</span></p>
    ${details} `;
}
