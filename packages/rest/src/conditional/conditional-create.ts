import type { ParsedResource } from '@wellspring/fhir';
import { newResourceId, type StoredVersion } from '@wellspring/store';
import type { Exchange } from '../interactions/exchange.js';
import { withBody } from '../interactions/with-body.js';
import type { Condition } from './condition.js';
import { findMatch } from './find-match.js';

/** What became of a create that hangs on something. */
export type CreateOutcome =
  | { readonly outcome: 'created' | 'unchanged'; readonly version: StoredVersion }
  | { readonly outcome: 'many' }
  /** The idempotency key was used; undefined: what was created under it is gone. */
  | { readonly outcome: 'repeated'; readonly version: StoredVersion | undefined };

/**
 * Creates a resource unless one meets a condition, or was created under the same idempotency key
 * (https://hl7.org/fhir/R4/http.html#ccreate). Any number of clients at once create one.
 */
export function createOnce(
  { store, idempotencyHours }: Pick<Exchange, 'store' | 'idempotencyHours'>,
  resource: ParsedResource,
  condition: Condition | undefined,
  key: string | undefined,
): Promise<CreateOutcome> {
  const id = newResourceId();
  const done = store.transaction(async (unit): Promise<CreateOutcome> => {
    // Before the key: a unit that waits for a name holds nothing that another waits for.
    if (condition !== undefined) await unit.lock([condition.name]);
    if (key !== undefined) {
      const before = await unit.claimKey(key, { type: resource.type, id }, idempotencyHours);
      if (before !== undefined)
        return { outcome: 'repeated', version: await unit.store.vread(before.type, before.id, 1) };
    }
    if (condition !== undefined) {
      const match = await findMatch(store, condition);
      // Not by returning: nothing was created that the key could stand for.
      if (match.kind === 'many') throw new NothingCreated({ outcome: 'many' });
      if (match.kind === 'one') throw new NothingCreated({ outcome: 'unchanged', version: match.version });
    }
    const report = await unit.write([{ kind: 'create', resource, id }]);
    const [written] = report.written ? report.outcomes : [];
    if (written?.outcome !== 'created') throw new Error('A create without conditions was not carried out');
    return { outcome: 'created', version: withBody(written.version, resource) };
  });
  return done.catch((error: unknown) => {
    if (error instanceof NothingCreated) return error.result;
    throw error;
  });
}

/** Rolls a unit back, what it noted included. */
class NothingCreated extends Error {
  constructor(readonly result: CreateOutcome) {
    super('Nothing was created');
  }
}
