import type { SingleInteraction } from '../interactions/perform.js';
import type { FhirResponse } from '../response/fhir-response.js';
import type { BundleEntry } from './bundle.js';

/**
 * The entry of a batch-response that tells what an interaction answered.
 *
 * @param asked what was carried out, and the base URL; absent: nothing was
 */
export function entryResponse(
  answer: FhirResponse,
  asked?: { readonly interaction: SingleInteraction; readonly base: string },
): BundleEntry {
  const { status, headers, body } = answer;
  const fullUrl = asked && fullUrlOf(answer, asked.interaction, asked.base);
  const json = body === undefined ? undefined : Buffer.concat(body);
  const isOutcome = json !== undefined && isOperationOutcome(json);
  const { location, etag, 'last-modified': lastModified } = headers;
  return {
    ...(fullUrl !== undefined && { fullUrl }),
    ...(json !== undefined && !isOutcome && { resource: json }),
    rest: {
      response: {
        status: String(status),
        ...(location !== undefined && { location }),
        ...(etag !== undefined && { etag }),
        // "This has to match the same time in the meta header" (https://hl7.org/fhir/R4/bundle-definitions.html).
        ...(lastModified !== undefined && { lastModified }),
        ...(isOutcome && { outcome: JSON.parse(json.toString()) as unknown }),
      },
    },
  };
}

function isOperationOutcome(json: Buffer): boolean {
  return json.subarray(0, 64).includes('"resourceType":"OperationOutcome"');
}

/** The address of the resource that was written or read; of other answers there is none. */
function fullUrlOf(
  { status, headers }: FhirResponse,
  interaction: SingleInteraction,
  base: string,
): string | undefined {
  const { location } = headers;
  if (location !== undefined) return location.replace(/\/_history\/[^/]*$/, '');
  const isRead = interaction.kind === 'read' || interaction.kind === 'vread';
  return isRead && status < 300 ? `${base}/${interaction.type}/${interaction.id}` : undefined;
}
