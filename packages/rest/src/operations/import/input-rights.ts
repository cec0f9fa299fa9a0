import { setImmediate as immediate } from 'node:timers/promises';
import { parseS3Uri } from '@wellspring/jobs';
import type { Exchange } from '../../interactions/exchange.js';

/** Objects asked for without a pause for others. */
const AT_ONCE = 500;

/**
 * Asks whether the caller may read each object of an import: a manifest names no role that would be asked instead,
 * and whoever may import may not read the whole object store by it.
 *
 * @param inputs keys in the bucket of `inputS3Uri`
 * @throws WellspringError `access-denied`
 */
export async function requireInputs(
  { caller, requireReadable }: Pick<Exchange, 'caller' | 'requireReadable'>,
  { inputS3Uri, inputs }: { readonly inputS3Uri: string; readonly inputs: readonly string[] },
): Promise<void> {
  const { bucket } = parseS3Uri(inputS3Uri);
  for (const [index, key] of inputs.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await immediate();
    await requireReadable(caller, { bucket, key });
  }
}
