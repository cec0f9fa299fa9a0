import { operationOutcome, type Issue, type ParsedResource } from '@wellspring/fhir';
import type { ChangeOutcome, StoredVersion } from '@wellspring/store';
import type { BundleEntry } from '../bundle/bundle.js';
import type { Exchange } from '../interactions/exchange.js';
import { withBody } from '../interactions/with-body.js';
import { versionTag } from '../request/version-tag.js';
import { versionUrl } from '../response/version-headers.js';
import type { WriteStep } from './resolve-steps.js';

/** A conditional create whose condition was met. */
interface Unchanged {
  readonly outcome: 'unchanged';
  readonly version: StoredVersion;
}

const statuses = {
  created: '201',
  updated: '200',
  unchanged: '200',
  deleted: '204',
  'already-deleted': '204',
  'not-found': '204',
} as const satisfies Record<ChangeOutcome['outcome'] | 'unchanged', string>;

/**
 * What the transaction-response says of a write. The resource comes with it only where `Prefer` asks for it:
 * a client that sends thousands knows what it sent.
 */
export function writtenEntry(
  { base, request }: Exchange,
  change: ChangeOutcome | Unchanged,
  { resource, notes }: Partial<Pick<WriteStep, 'resource' | 'notes'>> = {},
): BundleEntry {
  const status = statuses[change.outcome];
  if (change.outcome === 'not-found') return { rest: { response: { status } } };
  const { version } = change;
  const { type, id, lastUpdated } = version;
  const response = {
    status,
    ...(status !== '204' && { location: versionUrl(base, version) }),
    etag: versionTag(version.version),
    lastModified: lastUpdated,
  };
  const fullUrl = `${base}/${type}/${id}`;
  const wish = /\breturn=(representation|OperationOutcome)\b/.exec(request.headers['prefer'] ?? '')?.[1];
  if (wish === 'OperationOutcome') {
    const diagnostics = `${type}/${id} ${change.outcome}, version ${version.version}`;
    const done: Issue = { severity: 'information', code: 'informational', diagnostics };
    const outcome = operationOutcome([done, ...(notes?.warnings ?? [])]);
    return { fullUrl, rest: { response: { ...response, outcome } } };
  }
  const body = wish !== 'representation' || status === '204' ? undefined : bodyOf(change, resource);
  return { fullUrl, ...(body && { resource: body }), rest: { response } };
}

function bodyOf(
  change: Exclude<ChangeOutcome, { readonly outcome: 'not-found' }> | Unchanged,
  resource: ParsedResource | undefined,
): Buffer | undefined {
  if (change.outcome === 'unchanged') return change.version.body;
  return resource === undefined ? undefined : withBody(change.version, resource).body;
}
