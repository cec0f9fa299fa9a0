import type { HttpRequest } from '@wellspring/http';

const readingOperation = /\.(?:Describe|List|Get|Lookup)[A-Za-z]*$/;

/**
 * Whether a request may change something, told by its outside alone: what is taken for a change is refused while it
 * could not be recorded.
 */
export function mayChange({ method, path, headers }: HttpRequest): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  if (method !== 'POST') return true;
  return !path.endsWith('/_search') && !readingOperation.test(headers['x-amz-target'] ?? '');
}
