import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Caller } from '@wellspring/access';
import { testCaller } from '@wellspring/access/testing';
import type { ControlHandler } from '../control-handler.js';
import { loadServiceModel } from '../model/service-model.js';
import type { OperationName } from '../generated/shapes.js';
import { conforms, conformsAsError } from './conforms.js';

/** A control plane behind an HTTP port, without signatures, for tests. */
export interface ControlListener {
  readonly url: string;
  /** What answers had that the service model does not allow; a test expects it to stay empty. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and holds every answer of the handler against the model. */
export async function controlListener(
  handler: ControlHandler,
  caller: () => Caller = testCaller,
): Promise<ControlListener> {
  const complaints: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const [path = '/', query = ''] = (incoming.url ?? '/').split('?');
    const gone = new AbortController();
    outgoing.on('close', () => {
      gone.abort();
    });
    const request = {
      method: incoming.method ?? 'GET',
      path,
      query,
      headers: incoming.headers as Record<string, string | undefined>,
      rawHeaders: incoming.rawHeaders,
      body: incoming,
      signal: gone.signal,
      requestId: randomUUID(),
    };
    handler(request, caller()).then(
      ({ status, headers, body }) => {
        const text = typeof body === 'string' ? body : '';
        const complaint = complain(request.headers['x-amz-target'] ?? '', status, text);
        if (complaint !== undefined) complaints.push(complaint);
        outgoing.writeHead(status, headers).end(text);
      },
      (error: unknown) => {
        complaints.push(`The handler threw ${String(error)}`);
        outgoing.destroy();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    complaints,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const operations = loadServiceModel().operations;

function complain(target: string, status: number, body: string): string | undefined {
  const name = target.replace(/^HealthLake\./, '');
  if (!Object.hasOwn(operations, name)) return undefined;
  try {
    if (status === 200) conforms(name as OperationName, body);
    else conformsAsError(name as OperationName, body);
    return undefined;
  } catch (error) {
    return String(error);
  }
}
