import type { HttpRequest } from '@wellspring/http';
import { smartConfigurationPath } from '@wellspring/smart';
import { dataPlanePath, isAuthorizationPath, isSigned, surfaceOf } from '../front/surface.js';

/** Kinds of work that do not wait for one another. */
export type WorkClass =
  /** Of one resource by its id, and what else costs as little. */
  | 'read'
  /** Searches, histories, and operations. */
  | 'search'
  /** Of one resource. */
  | 'write'
  /** Batches and transactions. */
  | 'bundle'
  /** The object store, and files that are sent or fetched: they take as long as the client does. */
  | 'object'
  /** Requests that wait for changes; another setting bounds them. */
  | 'feed'
  /** AWS's control plane, IAM, STS, and looking into the trail. */
  | 'control'
  /** Browsers and apps that log in: nobody knows yet whose they are. */
  | 'login';

/** Told by the outside of a request, before anything about it is believed. */
export function workClassOf(request: HttpRequest): WorkClass {
  const target = dataPlanePath(request.path);
  if (target !== undefined) return dataPlaneClass(request.method, target.below);
  if (isAuthorizationPath(request.path)) return isSigned(request) ? 'control' : 'login';
  return surfaceOf(request) === 's3' ? 'object' : 'control';
}

/** Their bodies are streams, of any length. */
const uploads = new Set(['$package-add', '$load-release']);

function dataPlaneClass(method: string, below: string): WorkClass {
  if (below === smartConfigurationPath) return 'login';
  const [first = '', second, third, fourth] = below.split('/').slice(1);
  if (first === '') return method === 'POST' ? 'bundle' : 'search';
  if (uploads.has(first) || ((first === 'export' || first === 'import') && third !== undefined))
    return 'object';
  if (first === '$changes' || second === '$changes' || third === '$changes') return 'feed';
  if (below.includes('/$') || below.endsWith('/_search')) return 'search';
  if (method !== 'GET' && method !== 'HEAD') return 'write';
  if (first === 'metadata') return 'read';
  // `/Patient/1` and `/Patient/1/_history/2`, but not `/Patient`, `/Patient/_history`, `/Patient/1/Observation`.
  const isOne =
    second !== undefined && second !== '_history' && (third === undefined || fourth !== undefined);
  return isOne ? 'read' : 'search';
}
