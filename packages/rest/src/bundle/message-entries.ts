import { rewriteLinks, type ParsedResource, type ReadEntry } from '@wellspring/fhir';
import { linksOf, fullUrlsOf } from '../transaction/full-urls.js';

const uuid = /^urn:uuid:([0-9a-f-]{36})$/i;

/**
 * The entries of a message as updates, each of the resource under its own id, or the UUID of its fullUrl: what
 * HealthLake does with messages. Links between them are replaced as in a transaction.
 */
export function messageEntries(entries: readonly ReadEntry[]): readonly ReadEntry[] {
  const named = entries.flatMap(({ fullUrl, resource }, index) => {
    const id = resource?.id ?? uuid.exec(fullUrl ?? '')?.[1]?.toLowerCase();
    if (resource === undefined || id === undefined) return [];
    return [{ index, fullUrl, key: { type: resource.type, id }, version: undefined, resource }];
  });
  const targets = fullUrlsOf(named);
  const byIndex = new Map(named.map((each) => [each.index, each]));
  return entries.map((entry, index) => {
    const own = byIndex.get(index);
    if (own === undefined) {
      const diagnostics = `Bundle.entry[${index}]: a message is stored resource by resource, and this one has no id`;
      const expression = [`Bundle.entry[${index}]`];
      return {
        ...entry,
        issues: [...entry.issues, { severity: 'error', code: 'required', diagnostics, expression }],
      };
    }
    const linked = rewriteLinks(own.resource, linksOf(targets, entry.fullUrl));
    const { type, id } = own.key;
    return {
      ...entry,
      resource: { ...linked, id },
      text: textOf(linked, id),
      request: { method: 'PUT', url: `${type}/${id}` },
    };
  });
}

/** The resource under its id; what is stored has a meta always, which the validation of what comes in refuses. */
function textOf(resource: ParsedResource, id: string): Buffer {
  const stored = resource.stored(id);
  const head = `{"resourceType":"${resource.type}","id":"${id}"`;
  const empty = `${head},"meta":{}`;
  return stored.subarray(0, empty.length).equals(Buffer.from(empty))
    ? Buffer.concat([Buffer.from(head), stored.subarray(empty.length)])
    : stored;
}
