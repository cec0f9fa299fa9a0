import type { LaneFigures } from '@wellspring/http';
import type { Admission } from './admission.js';

/** From so many requests a second on clients are being served; fewer hardly notice what else is done. */
const BUSY_PER_SECOND = 5;
/** Over how long they are counted, in milliseconds. */
const WINDOW_MS = 500;
/** What was counted before is of no meaning now, in milliseconds. */
const FORGOTTEN_MS = 5_000;

/**
 * Tells whether clients of the data plane are being served, for work that gives way to them.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function createBusySign(
  admission: Pick<Admission, 'figures'>,
  now: () => number = () => performance.now(),
): () => boolean {
  let at = -Infinity;
  let counted = 0;
  let perSecond = 0;
  return () => {
    const { read, search, write, bundle } = admission.figures().work;
    const sum = (of: keyof LaneFigures): number => read[of] + search[of] + write[of] + bundle[of];
    const passed = now() - at;
    if (passed >= WINDOW_MS) {
      const taken = sum('taken');
      perSecond = passed < FORGOTTEN_MS ? ((taken - counted) / passed) * 1_000 : 0;
      at = now();
      counted = taken;
    }
    return perSecond >= BUSY_PER_SECOND || sum('atOnce') > 0;
  };
}
