import { randomUUID } from 'node:crypto';

/** A resource in a document, as JSON. */
export interface DocumentEntry {
  readonly fullUrl: string;
  readonly resource: Buffer;
}

/**
 * A document: a Bundle with an identifier of its own and the time it was put together, of stored bytes that are
 * neither parsed nor written anew. The first entry is the Composition.
 *
 * @param profile what the document claims to conform to
 * @see https://hl7.org/fhir/R4/documents.html and https://hl7.org/fhir/R4/bundle.html#document
 */
export function documentBundle(entries: readonly DocumentEntry[], profile?: string): readonly Buffer[] {
  const id = randomUUID();
  const timestamp = new Date().toISOString();
  const head = JSON.stringify({
    resourceType: 'Bundle',
    id,
    meta: { lastUpdated: timestamp, ...(profile !== undefined && { profile: [profile] }) },
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` },
    type: 'document',
    timestamp,
  });
  const pieces: Buffer[] = [];
  let text = `${head.slice(0, -1)},"entry":[`;
  for (const { fullUrl, resource } of entries) {
    pieces.push(Buffer.from(`${text}{"fullUrl":${JSON.stringify(fullUrl)},"resource":`), resource);
    text = '},';
  }
  return [...pieces, Buffer.from('}]}')];
}
