import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';

/** Below a data store's address. */
export const smartConfigurationPath = '/.well-known/smart-configuration';

/**
 * The answer to a request for the SMART configuration of a data store
 * (https://hl7.org/fhir/smart-app-launch/conformance.html#using-well-known): the stored metadata, or what the built-in
 * server says of itself. Apps ask for it before they have a token, from any page, so everybody may.
 *
 * @param configuration undefined: the data store takes no tokens, or is not there
 * @throws WellspringError `no-such-path`
 */
export function smartConfigurationAnswer(
  configuration: Readonly<Record<string, unknown>> | undefined,
): HttpResponse {
  if (configuration === undefined)
    throw new WellspringError('no-such-path', 'There is no SMART configuration here');
  const headers = {
    'content-type': 'application/json',
    'access-control-allow-origin': '*',
    // A change holds within a second here; who keeps it for a minute is not far behind.
    'cache-control': 'max-age=60',
  };
  return { status: 200, headers, body: JSON.stringify(configuration) };
}
