import { Readable } from 'node:stream';
import { WellspringError } from '@wellspring/errors';
import type { ReadEntry } from '@wellspring/fhir';
import { derivedRequest, type HttpRequest } from '@wellspring/http';
import type { Exchange } from '../interactions/exchange.js';
import { withRequest } from '../interactions/with-request.js';
import { queryPairs } from '../request/query-pairs.js';
import type { SingleInteraction } from '../interactions/perform.js';
import type { Interaction } from '../routing/interaction.js';
import { pathSegments } from '../routing/path-segments.js';
import { route } from '../routing/route.js';
import { levelHeader } from '../validation/validation-level.js';
import { requireScopes } from '../visibility/require-scopes.js';

/** An entry of a batch or transaction as the request that it stands for. */
export interface EntryRequest {
  readonly interaction: SingleInteraction;
  /** For the interaction that carries it out. */
  readonly exchange: Exchange;
}

/** What cannot be carried out without the resource of the entry. */
const needsResource: ReadonlySet<Interaction['kind']> = new Set([
  'create',
  'update',
  'conditional-update',
  'patch',
  'conditional-patch',
]);

/**
 * Makes the request that an entry stands for, as if it had come by itself
 * (https://hl7.org/fhir/R4/http.html#transaction).
 *
 * @param entry without issues
 * @throws WellspringError for a url that leads nowhere, or nowhere a Bundle may go, and a resource that is missing or
 *   too large
 */
export function entryRequest(exchange: Exchange, entry: ReadEntry): EntryRequest {
  const { method, path, query, interaction } = entryTarget(entry, exchange.base);
  if (entry.resource === undefined && needsResource.has(interaction.kind))
    throw new WellspringError(
      'invalid-bundle',
      method === 'PATCH'
        ? 'The entry has no resource: a FHIRPath Patch comes as Parameters, a JSON Patch as a Binary'
        : 'The entry has no resource, which its request needs',
    );
  const { headers, body } = content(exchange.request, entry, method);
  if (body.length > exchange.maxBodyBytes)
    throw new WellspringError(
      'body-too-large',
      `The resource is larger than ${String(exchange.maxBodyBytes)} bytes`,
    );
  const sub = derivedRequest(exchange.request, {
    method,
    path: `${exchange.request.path.replace(/\/$/, '')}/${path}`,
    query,
    headers,
    rawHeaders: [],
    // Made when it is read: a transaction takes the resource itself, and has thousands of entries.
    body: () => Readable.from(body.length > 0 ? [body] : [], { objectMode: false }),
    // What it takes is counted with the Bundle.
    load: undefined,
  });
  requireScopes(exchange.permissions, interaction, sub);
  return {
    interaction,
    exchange: withRequest(exchange, sub, queryPairs(query)),
  };
}

/** Where an entry leads. */
export interface EntryTarget {
  readonly method: string;
  readonly path: string;
  /** As it stands in the url. */
  readonly query: string;
  readonly interaction: SingleInteraction;
}

/**
 * The interaction that an entry stands for, whatever its resource is.
 *
 * @param base what addresses of the data store begin with
 * @throws WellspringError for a url that leads nowhere, or nowhere a Bundle may go
 */
export function entryTarget({ request }: Pick<ReadEntry, 'request'>, base: string): EntryTarget {
  const method = request?.['method'];
  const url = request?.['url'];
  if (method === undefined || url === undefined)
    throw new WellspringError(
      'invalid-bundle',
      'The entry has no request: its method and url say what to do',
    );
  const [path = '', query = ''] = splitOnce(relativeUrl(url, base), '?');
  const target = route(method, pathSegments(path));
  if (!target.found) throw new WellspringError(target.code, target.message);
  const { interaction } = target;
  if (interaction.kind === 'bundle' || interaction.kind === 'transaction-status')
    throw new WellspringError('invalid-bundle', 'A Bundle within a Bundle is not carried out');
  if (interaction.kind === 'job-file')
    throw new WellspringError('invalid-bundle', 'The files of a job cannot be read within a Bundle');
  if (interaction.kind === 'operation' && interaction.operation.answersOther === true)
    throw new WellspringError(
      'invalid-bundle',
      `$${interaction.operation.name} answers with what is no resource: it cannot be called within a Bundle`,
    );
  return { method, path, query, interaction };
}

function relativeUrl(url: string, base: string): string {
  const relative = url.startsWith(`${base}/`) ? url.slice(base.length + 1) : url.replace(/^\//, '');
  if (/^[a-z][a-z0-9+.-]*:/i.test(relative) || relative.includes('#'))
    throw new WellspringError(
      'invalid-bundle',
      'The url of an entry is relative, such as Patient/1, or an address of this data store',
    );
  return relative;
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** The body of an entry, and the headers that its request has. */
function content(
  outer: HttpRequest,
  { request = {}, resource, text }: ReadEntry,
  method: string,
): Pick<HttpRequest, 'headers'> & { readonly body: Buffer } {
  let type = 'application/fhir+json';
  let body = text;
  // A JSON Patch travels as a Binary.
  if (method === 'PATCH' && resource?.type === 'Binary') {
    const { contentType, data } = resource.tree;
    type = typeof contentType === 'string' ? contentType : type;
    body = Buffer.from(typeof data === 'string' ? data : '', 'base64');
  }
  const { headers: outerHeaders } = outer;
  const headers = {
    // What the Bundle's request has, each of its entries has, too: these, and the level of validation.
    host: outerHeaders['host'],
    prefer: outerHeaders['prefer'],
    // Of a Binary the resource is the answer here, never its content.
    accept: 'application/fhir+json',
    'content-type': body.length > 0 ? type : undefined,
    'content-length': String(body.length),
    'if-match': request['ifMatch'],
    'if-none-match': request['ifNoneMatch'],
    'if-modified-since': request['ifModifiedSince'],
    'if-none-exist': request['ifNoneExist'],
    [levelHeader]: outerHeaders[levelHeader],
  };
  return { headers, body };
}
