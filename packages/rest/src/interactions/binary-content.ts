import { WellspringError } from '@wellspring/errors';
import type { StoredVersion } from '@wellspring/store';
import type { QueryPair } from '../request/query-pairs.js';
import { isFhirJson, parseMediaType } from '../request/media-type.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { versionHeaders } from '../response/version-headers.js';

/** What is looked at of a Binary. */
interface Binary {
  readonly contentType?: string;
  readonly data?: string;
  readonly securityContext?: { readonly reference?: string };
}

const printable = /^[\x20-\x7e]+$/;

/**
 * The content of a Binary as it is; undefined where the client wants the resource. That has to be said: "unless
 * specifically requested, the FHIR representation is not returned" (https://hl7.org/fhir/R4/binary.html#rest).
 *
 * @param accept the Accept header
 * @throws WellspringError `not-acceptable` where it excludes both
 */
export function binaryContent(
  version: StoredVersion,
  accept: string | undefined,
  query: readonly QueryPair[],
): FhirResponse | undefined {
  if (version.body === undefined || asksForResource(query)) return undefined;
  const { contentType, data, securityContext } = JSON.parse(version.body.toString()) as Binary;
  const type = printable.test(contentType ?? '') ? contentType! : 'application/octet-stream';
  const wanted = wantedForm(accept ?? '*/*', parseMediaType(type).name);
  if (wanted === 'resource') return undefined;
  if (wanted === 'neither')
    throw new WellspringError(
      'not-acceptable',
      'The answer is application/fhir+json, or the content of the Binary',
    );
  const context = securityContext?.reference;
  return {
    status: 200,
    headers: {
      ...versionHeaders(version),
      'content-type': type,
      vary: 'Accept',
      // It may be anything, HTML with scripts too: nothing may run in the name of this server
      // (https://hl7.org/fhir/R4/binary.html#security).
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="${version.id}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      ...(context !== undefined && printable.test(context) && { 'x-security-context': context }),
    },
    body: [Buffer.from(data ?? '', 'base64')],
  };
}

/** Whether the parameters are those of a resource, whatever Accept says. */
export function asksForResource(query: readonly QueryPair[]): boolean {
  return query.some(([name]) => name === '_format' || name === '_summary' || name === '_elements');
}

function wantedForm(accept: string, type: string): 'resource' | 'content' | 'neither' {
  const ranges = accept
    .split(',')
    .map(parseMediaType)
    .filter(({ parameters }) => Number(parameters.get('q') ?? 1) > 0);
  const names = ranges.map(({ name }) => name);
  const takesContent = [type, `${type.split('/')[0]!}/*`, '*/*', ''].some((name) => names.includes(name));
  if (ranges.some((range) => isFhirJson(range) && (range.name === 'application/fhir+json' || !takesContent)))
    return 'resource';
  return takesContent ? 'content' : 'neither';
}
