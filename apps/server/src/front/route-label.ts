import type { HttpRequest } from '@wellspring/http';

/**
 * What the log says of where a request went: enough to find a slow or failing kind of request, with
 * nothing of a patient in it. Resource ids, queries and object keys can hold PHI and are left out.
 */
export function routeLabel(request: HttpRequest): string {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return /^[A-Za-z.]{1,80}$/.test(target) ? target : 'control';
  const parts = request.path.split('/');
  if (parts[1] === 'datastore') {
    const type = /^[A-Z][A-Za-z]{1,40}$/.test(parts[4] ?? '')
      ? parts[4]!
      : parts[4] === 'metadata'
        ? 'metadata'
        : '';
    const rest =
      parts.length > 5
        ? parts[5] === '_search'
          ? '/_search'
          : parts.includes('_history')
            ? '/{id}/_history'
            : '/{id}'
        : '';
    return `/datastore/{id}/r4/${type}${rest}`;
  }
  if (parts[1] === 'authorization') return authorizationLabel(parts.slice(3));
  if (['healthz', 'readyz', 'metrics', 'docs'].includes(parts[1] ?? '')) return `/${parts[1]!}`;
  return parts.length > 2 && parts[2] !== '' ? 's3 object' : 's3 bucket';
}

/** Of the authorization server's paths those that are its own words; names of people and of steps are left out. */
function authorizationLabel(below: readonly string[]): string {
  const known =
    /^(?:auth|token|introspection|revocation|jwks|interaction|users|clients|launches|style\.css)$/;
  return `/authorization/{id}/${below.map((part) => (known.test(part) ? part : '{}')).join('/')}`;
}
