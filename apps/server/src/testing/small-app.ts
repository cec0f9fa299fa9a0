import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A SMART app on this machine: the page that people come back to, and what the app then asks the server. */
export interface SmallApp {
  readonly redirectUri: string;
  /** The address to send somebody to; each begins a way of its own. */
  authorizeUrl(more?: Readonly<Record<string, string>>): string;
  /** Exchanges the code in the address that somebody came back to. */
  exchange(address: string): Promise<TokenAnswer>;
  token(form: Readonly<Record<string, string>>): Promise<TokenAnswer>;
  close(): Promise<void>;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export async function smallApp(options: {
  readonly clientId: string;
  /** `.../authorization/{storeId}` */
  readonly issuer: () => string;
  readonly fhirBase: () => string;
  readonly scope: string;
}): Promise<SmallApp> {
  const server = createServer((_incoming, outgoing) => {
    outgoing.setHeader('content-type', 'text/html; charset=utf-8');
    outgoing.end('<!doctype html><title>The app</title><h1>Back in the app</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const redirectUri = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/callback`;
  let verifier = '';
  const token = async (form: Readonly<Record<string, string>>): Promise<TokenAnswer> => {
    const response = await fetch(`${options.issuer()}/token`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(form),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    redirectUri,
    authorizeUrl(more = {}) {
      verifier = randomBytes(32).toString('base64url');
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: options.clientId,
        redirect_uri: redirectUri,
        scope: options.scope,
        state: 'some-state',
        aud: options.fhirBase(),
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...more,
      });
      return `${options.issuer()}/auth?${query.toString()}`;
    },
    exchange: (address) =>
      token({
        grant_type: 'authorization_code',
        code: new URL(address).searchParams.get('code') ?? '',
        redirect_uri: redirectUri,
        client_id: options.clientId,
        code_verifier: verifier,
      }),
    token,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
