import type { HttpRequest } from '@wellspring/http';

/**
 * The address of a data store's API, which links and full URLs begin with; no slash at the end. The
 * Host header is part of what is signed, so its sender is known, but its form is checked all the same.
 */
export function baseUrl(request: HttpRequest, storeId: string, publicUrl: string | undefined): string {
  return `${origin(request, publicUrl)}/datastore/${storeId}/r4`;
}

function origin(request: HttpRequest, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '');
  const host = request.headers['host'] ?? '';
  return `http://${/^[A-Za-z0-9.-]+(:\d+)?$|^\[[0-9A-Fa-f:.]+\](:\d+)?$/.test(host) ? host : 'localhost'}`;
}
