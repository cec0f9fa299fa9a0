import { passedShare, type QualityFigures } from '@wellspring/fhir';
import { shareText } from './figure-text.js';
import { html, noHtml, type Html } from './html.js';

const WIDTH = 120;
const HEIGHT = 12;
/** A failure is to be seen, however rare. */
const LEAST = 2;

/** A bar of what passed (dark) and what failed (striped, so that it shows without colours too). */
export function shareBar(figures: QualityFigures): Html {
  const share = passedShare(figures);
  if (share === undefined) return noHtml;
  const failed = figures.failed === 0 ? 0 : Math.max(LEAST, WIDTH * (1 - share));
  const passed = figures.failed === figures.checked ? 0 : Math.max(LEAST, WIDTH - failed);
  return html`<svg
    class="bar"
    width="${WIDTH}"
    height="${HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
  >
    <title>${shareText(figures)} passed</title>
    <rect class="frame" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" />
    <rect class="failed" x="${rounded(WIDTH - failed)}" width="${rounded(failed)}" height="${HEIGHT}" />
    <rect class="passed" width="${rounded(Math.min(passed, WIDTH - failed))}" height="${HEIGHT}" />
  </svg>`;
}

/** A bar beside others: how much of the largest it is. */
export function countBar(count: number, largest: number): Html {
  const length = largest === 0 ? 0 : Math.max(1, (WIDTH * count) / largest);
  return html`<svg
    class="bar"
    width="${WIDTH}"
    height="${HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    aria-hidden="true"
  >
    <rect class="passed" width="${rounded(length)}" height="${HEIGHT}" />
  </svg>`;
}

function rounded(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
