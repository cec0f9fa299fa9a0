import { isUtf8 } from 'node:buffer';
import { WellspringError } from '@wellspring/errors';
import { readBody, type HttpRequest } from '@wellspring/http';
import { parseMediaType } from './media-type.js';
import { queryPairs, type QueryPair } from './query-pairs.js';

/**
 * The parameters in the form of a search by POST (https://hl7.org/fhir/R4/http.html#search); none
 * where there is no body.
 *
 * @throws WellspringError `unsupported-media-type`, `malformed-address`, `body-too-large`,
 * `request-aborted`
 */
export async function formPairs(request: HttpRequest, limit: number): Promise<readonly QueryPair[]> {
  const body = await readBody(request, limit);
  if (body.length === 0) return [];
  if (parseMediaType(request.headers['content-type'] ?? '').name !== 'application/x-www-form-urlencoded')
    throw new WellspringError(
      'unsupported-media-type',
      'Incorrect MIME-type. Update request Content-Type header: application/x-www-form-urlencoded.',
    );
  // Decoding would put U+FFFD for it, and search for that.
  if (!isUtf8(body)) throw new WellspringError('malformed-address', 'The form is not in UTF-8');
  return queryPairs(body.toString('utf8'));
}
