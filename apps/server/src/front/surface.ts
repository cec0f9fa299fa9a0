import type { HttpRequest } from '@wellspring/http';

/** Which of the protocols on the one port a request speaks: its errors must be worded in it. */
export type Surface = 'control' | 'fhir' | 's3' | 'iam' | 'sts' | 'cloudtrail';

const dataPlane = /^\/datastore\/([^/]+)\/r4(\/.*)?$/;

const scope = /\bCredential=[^,\s]*\/([A-Za-z0-9-]+)\/aws4_request/;
const presignedScope = /(?:^|&)X-Amz-Credential=[^&]*(?:\/|%2F)([A-Za-z0-9-]+)(?:\/|%2F)aws4_request/i;

const services: ReadonlySet<string> = new Set(['healthlake', 's3', 'iam', 'sts', 'cloudtrail']);

/** The service in the scope of a signature, before anything about it is believed. */
function signedFor({ headers, query }: HttpRequest): string | undefined {
  return (scope.exec(headers['authorization'] ?? '') ?? presignedScope.exec(query))?.[1];
}

/**
 * What a request is for, told by its own marks before anything about it is believed. A request that is
 * signed for anything but S3 gets its errors as AWS's other services word them.
 */
export function surfaceOf(request: HttpRequest): Surface {
  if (request.path.startsWith('/datastore/')) return 'fhir';
  const target = request.headers['x-amz-target'];
  if (target !== undefined)
    return /^(?:com\.amazonaws\.cloudtrail|CloudTrail_)/.test(target) ? 'cloudtrail' : 'control';
  const service = signedFor(request);
  switch (service) {
    case undefined:
      return isUnsignedQuery(request) ? 'sts' : 's3';
    case 's3':
    case 'iam':
    case 'sts':
    case 'cloudtrail':
      return service;
    default:
      return 'control';
  }
}

/** A form that names an action, as IAM and STS take them. */
function isUnsignedQuery({ method, path, query, headers }: HttpRequest): boolean {
  if (path !== '/') return false;
  if (method === 'GET') return /(?:^|&)Action=/.test(query);
  return (
    method === 'POST' &&
    (headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')
  );
}

/** The service that a request says it is for, before anything about it is believed. */
export function claimedService(request: HttpRequest): string {
  const signed = signedFor(request);
  if (signed !== undefined && services.has(signed)) return signed;
  if (isAuthorizationPath(request.path)) return 'healthlake';
  const surface = surfaceOf(request);
  return surface === 'control' || surface === 'fhir' ? 'healthlake' : surface;
}

/** Whether a path is of the built-in authorization server. */
export function isAuthorizationPath(path: string): boolean {
  return path.startsWith('/authorization/');
}

/** A path of the data plane. */
export interface DataPlanePath {
  readonly storeId: string;
  /** The path below `/r4`, as sent. */
  readonly below: string;
}

/** The data store and the path below `/r4`, or undefined where the path is not one of the data plane. */
export function dataPlanePath(path: string): DataPlanePath | undefined {
  const match = dataPlane.exec(path);
  return match ? { storeId: match[1]!, below: match[2] ?? '/' } : undefined;
}

/**
 * Whether a request says that it is signed. Browsers and apps that log in sign nothing; a bucket can have the name of
 * their path, and requests to it are signed. What stands within a value (`state`) is no parameter of a signature.
 */
export function isSigned({ headers, query }: Pick<HttpRequest, 'headers' | 'query'>): boolean {
  return (headers['authorization']?.startsWith('AWS') ?? false) || /(?:^|&)X-Amz-[A-Za-z-]+=/.test(query);
}
