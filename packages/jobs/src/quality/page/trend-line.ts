import { passedShare, type QualityMoment } from '@wellspring/fhir';
import { momentText, shareText } from './figure-text.js';
import { html, noHtml, type Html } from './html.js';

const WIDTH = 120;
const HEIGHT = 28;
const MARGIN = 4;

/** The share that passed over the last reports, oldest on the left, on a scale from the lowest to 100 %. */
export function trendLine(measure: string, history: readonly QualityMoment[]): Html {
  const points = history.flatMap(({ asOf, figures }) => {
    const figure = figures[measure];
    const share = figure && passedShare(figure);
    return share === undefined || figure === undefined ? [] : [{ asOf, figure, share }];
  });
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return noHtml;
  const lowest = Math.min(...points.map(({ share }) => share));
  const range = Math.max(1 - lowest, 0.01);
  const place = (share: number, index: number): string => {
    const x = MARGIN + ((WIDTH - 2 * MARGIN) * index) / (points.length - 1);
    const y = MARGIN + ((HEIGHT - 2 * MARGIN) * (1 - share)) / range;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  };
  const line = points.map(({ share }, index) => place(share, index)).join(' ');
  const [endX = '0', endY = '0'] = place(last.share, points.length - 1).split(',');
  const course = `${shareText(first.figure)} on ${momentText(first.asOf)}, ${shareText(last.figure)} on ${momentText(last.asOf)}`;
  return html`<svg
    class="trend"
    width="${WIDTH}"
    height="${HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
  >
    <title>Passed: ${course}; ${points.length} reports</title>
    <line class="top" x1="${MARGIN}" y1="${MARGIN}" x2="${WIDTH - MARGIN}" y2="${MARGIN}" />
    <polyline points="${line}" />
    <circle cx="${endX}" cy="${endY}" r="2.5" />
  </svg>`;
}
