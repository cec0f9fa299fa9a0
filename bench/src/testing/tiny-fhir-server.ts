import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Resource {
  readonly resourceType: string;
  readonly id: string;
}

interface Entry {
  readonly resource: Resource;
  readonly request: { readonly method: string; readonly url: string };
}

/** Just enough of a FHIR server to be benchmarked, in memory; it keeps count of what it is asked. */
export interface TinyFhirServer {
  /** Without a slash at the end. */
  readonly base: string;
  /** How often each of these came: the method, and what follows the base with ids left out. */
  readonly asked: ReadonlyMap<string, number>;
  /** The names of all headers that ever came, and all values of `authorization`. */
  readonly headers: ReadonlySet<string>;
  readonly authorizations: ReadonlySet<string | undefined>;
  /** How many resources it holds. */
  size(): number;
  close(): Promise<void>;
}

type Answer = readonly [status: number, body?: unknown, headers?: Readonly<Record<string, string>>];

export async function tinyFhirServer(): Promise<TinyFhirServer> {
  const types = new Map<string, Map<string, Resource>>();
  const asked = new Map<string, number>();
  const headers = new Set<string>();
  const authorizations = new Set<string | undefined>();
  let made = 0;
  let transactions = 0;

  const ofType = (type: string): Map<string, Resource> => {
    const found = types.get(type) ?? new Map<string, Resource>();
    types.set(type, found);
    return found;
  };
  const store = (resource: Resource, id = `n${++made}`): Answer => {
    const all = ofType(resource.resourceType);
    const status = all.has(id) ? 200 : 201;
    all.set(id, { ...resource, id });
    return [status, { ...resource, id }, { location: `/fhir/${resource.resourceType}/${id}/_history/1` }];
  };
  const bundle = (type: string, resources: readonly Resource[]): Answer => [
    200,
    {
      resourceType: 'Bundle',
      type,
      entry: resources.map((resource) => ({
        fullUrl: `http://tiny/${resource.id}`,
        resource,
        search: { mode: 'match' },
      })),
    },
  ];

  const answer = (method: string, path: string, query: URLSearchParams, body: string): Answer => {
    const [type = '', id, more] = path.split('/');
    if (path === '' && method === 'POST') {
      // It has enough to do at first, and is not wrong to say so.
      if (transactions++ === 0) return [503, { resourceType: 'OperationOutcome' }, { 'retry-after': '1' }];
      const { entry } = JSON.parse(body) as { readonly entry: readonly Entry[] };
      for (const { resource, request } of entry)
        store(resource, request.method === 'PUT' ? request.url.split('/')[1]! : undefined);
      return [200, { resourceType: 'Bundle', type: 'transaction-response', entry: entry.map(() => ({})) }];
    }
    if (path === 'metadata')
      return [200, { rest: [{ resource: [...types.keys()].map((name) => ({ type: name })) }] }];
    const all = ofType(type);
    if (method === 'POST') return store(JSON.parse(body) as Resource);
    if (method === 'PUT') return store(JSON.parse(body) as Resource, id);
    if (method === 'DELETE') return all.delete(id!) ? [204] : [404, { resourceType: 'OperationOutcome' }];
    if (query.has('name'))
      return [404, { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'no names' }] }];
    if (id === undefined && query.get('_summary') === 'count')
      return [200, { resourceType: 'Bundle', type: 'searchset', total: all.size }];
    if (id === undefined) return bundle('searchset', [...all.values()].slice(0, 2));
    const resource = all.get(id);
    if (!resource) return [404, { resourceType: 'OperationOutcome' }];
    return more === '$everything' ? bundle('searchset', [resource, resource, resource]) : [200, resource];
  };

  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      const { pathname, searchParams } = new URL(incoming.url!, 'http://tiny');
      const path = pathname.replace(/^\/fhir\/?/, '');
      const kind = `${incoming.method!} ${path.replace(/\/[^/$]+/, '/id')}`;
      asked.set(kind, (asked.get(kind) ?? 0) + 1);
      for (const name of Object.keys(incoming.headers)) headers.add(name);
      authorizations.add(incoming.headers.authorization);
      const [status, content, more] = answer(incoming.method!, path, searchParams, body);
      outgoing.writeHead(status, { 'content-type': 'application/fhir+json', ...more });
      outgoing.end(content === undefined ? undefined : JSON.stringify(content));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`,
    asked,
    headers,
    authorizations,
    size: () => [...types.values()].reduce((sum, { size }) => sum + size, 0),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
