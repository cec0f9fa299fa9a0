import type { HttpRequest } from '@wellspring/http';

/** Which of the protocols on the one port a request speaks: its errors must be worded in it. */
export type Surface = 'control' | 'fhir' | 's3';

const dataPlane = /^\/datastore\/([^/]+)\/r4(\/.*)?$/;

const scope = /\bCredential=[^,\s]*\/([A-Za-z0-9-]+)\/aws4_request/;

/**
 * What a request is for, told by its own marks before anything about it is believed. A request that is
 * signed for anything but S3 gets its errors as AWS's other services word them.
 */
export function surfaceOf(request: HttpRequest): Surface {
  if (request.path.startsWith('/datastore/')) return 'fhir';
  if (request.headers['x-amz-target'] !== undefined) return 'control';
  const service = scope.exec(request.headers['authorization'] ?? '')?.[1];
  return service === undefined || service === 's3' ? 's3' : 'control';
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
