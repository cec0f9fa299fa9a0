import type { HttpResponse } from '@wellspring/http';

export function xmlResponse(document: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status: 200, headers: { ...headers, 'content-type': 'application/xml' }, body: document };
}

export const noContent: HttpResponse = { status: 204, headers: {} };
