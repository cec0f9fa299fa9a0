import { WellspringError } from '@wellspring/errors';
import type { HttpRequest } from '@wellspring/http';

/**
 * The UUID under which a create takes place once only; undefined where there is none.
 *
 * @throws WellspringError `malformed-header`
 */
export function idempotencyKey({ headers }: Pick<HttpRequest, 'headers'>): string | undefined {
  const key = headers['x-amz-fhir-idempotency-key']?.trim();
  if (key === undefined) return undefined;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key))
    throw new WellspringError('malformed-header', 'x-amz-fhir-idempotency-key must be a UUID');
  return key.toLowerCase();
}
