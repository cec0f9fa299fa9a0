import { passedShare, type QualityFigures } from '@wellspring/fhir';

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** `59,521`. */
export function countText(count: number): string {
  return whole.format(count);
}

/**
 * The share that passed, to a tenth of a per cent: never 100 where anything failed, never 0 where anything passed.
 *
 * @example shareText({ checked: 10_000, failed: 1 }) // '99.9 %'
 */
export function shareText(figures: QualityFigures): string {
  const share = passedShare(figures);
  if (share === undefined) return 'nothing to look at';
  if (share === 0 || share === 1) return `${share * 100} %`;
  const tenths = Math.min(999, Math.max(1, Math.round(share * 1000)));
  return `${(tenths / 10).toFixed(1)} %`;
}

/** `2026-11-26 17:12 UTC`. */
export function momentText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
