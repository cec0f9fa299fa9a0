import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { HttpRequest, HttpResponse } from '@wellspring/http';

/** One request in Node's terms, which oidc-provider speaks. */
export interface NodeExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: CollectedResponse;
}

/** A response that nobody is connected to: what is written to it is collected. */
export class CollectedResponse extends ServerResponse {
  readonly #chunks: Buffer[] = [];
  /** What the trail is told of what was issued. */
  issued: Readonly<Record<string, unknown>> | undefined;

  override write(chunk: unknown): boolean {
    this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer));
    return true;
  }

  override end(chunk?: unknown): this {
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') this.write(chunk);
    return super.end();
  }

  /** What was answered, as the rooms say it. */
  collected(): HttpResponse {
    const headers: Record<string, string> = {};
    let cookies: readonly string[] = [];
    for (const [name, value] of Object.entries(this.getHeaders())) {
      if (name === 'set-cookie') cookies = Array.isArray(value) ? value : [String(value)];
      else if (value !== undefined && name !== 'transfer-encoding' && name !== 'content-length')
        headers[name] = String(value);
    }
    return {
      status: this.statusCode,
      headers,
      ...(cookies.length > 0 && { cookies }),
      body: Buffer.concat(this.#chunks),
    };
  }
}

/**
 * @param mountPath what the path begins with and the provider is not to see
 * @param body read whole before, and bounded there
 */
export function nodeExchange(request: HttpRequest, mountPath: string, body: Buffer): NodeExchange {
  const incoming = new IncomingMessage(new Socket());
  const query = request.query === '' ? '' : `?${request.query}`;
  incoming.method = request.method;
  incoming.url = `${request.path.slice(mountPath.length)}${query}`;
  Object.assign(incoming, { originalUrl: `${request.path}${query}` });
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && name !== 'transfer-encoding') incoming.headers[name] = value;
  incoming.headers['content-length'] = String(body.length);
  incoming.push(body.length > 0 ? body : null);
  if (body.length > 0) incoming.push(null);
  incoming.complete = true;
  return { incoming, outgoing: new CollectedResponse(incoming) };
}
