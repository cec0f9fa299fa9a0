import { randomUUID } from 'node:crypto';
import { operationOutcome, type Issue } from '@wellspring/fhir';

/** A Bundle that is put together from stored bytes: no resource is parsed or written anew. */
export interface BundleParts {
  readonly type: 'searchset' | 'history' | 'batch-response' | 'transaction-response';
  readonly total?: number | undefined;
  readonly links: readonly { readonly relation: 'self' | 'next' | 'previous'; readonly url: string }[];
  readonly entries: readonly BundleEntry[];
}

/** One entry; the members are JSON values, the resource is JSON text already. */
export interface BundleEntry {
  readonly fullUrl?: string;
  readonly resource?: Buffer;
  /** What follows the resource: `search`, or `request` and `response`. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** https://hl7.org/fhir/R4/bundle.html */
export function bundle({ type, total, links, entries }: BundleParts): readonly Buffer[] {
  const head = JSON.stringify({
    resourceType: 'Bundle',
    id: randomUUID(),
    meta: { lastUpdated: new Date().toISOString() },
    type,
    ...(total !== undefined && { total }),
    ...(links.length > 0 && { link: links }),
  });
  // FHIR has no empty arrays: without entries there is no member either.
  if (entries.length === 0) return [Buffer.from(head)];
  const pieces: Buffer[] = [];
  /** What comes before the next resource: one piece, whatever it is made of. */
  let text = `${head.slice(0, -1)},"entry":[`;
  let mark = '{';
  /** What follows the resource of many is one object. */
  let latest: BundleEntry['rest'] | undefined;
  let latestText = '';
  for (const { fullUrl, resource, rest } of entries) {
    text += mark;
    mark = ',{';
    if (fullUrl !== undefined) text += `"fullUrl":${quoted(fullUrl)},`;
    if (resource) {
      pieces.push(Buffer.from(`${text}"resource":`), resource);
      text = ',';
    }
    if (rest !== latest) {
      latestText = JSON.stringify(rest).slice(1);
      latest = rest;
    }
    text += latestText;
  }
  pieces.push(Buffer.from(`${text}]}`));
  return pieces;
}

/** Addresses, as good as all of them, need no escapes. */
function quoted(text: string): string {
  return /^[\w.~:/$?&=%+,;@!'()*[\]#-]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** What was passed over or left out, said in the answer (https://hl7.org/fhir/R4/search.html#errors). */
export function noteEntry(issues: readonly Issue[]): BundleEntry {
  return {
    resource: Buffer.from(JSON.stringify(operationOutcome(issues))),
    rest: { search: { mode: 'outcome' } },
  };
}
