import type { ActionName } from '@wellspring/access';
import type { HttpRequest } from '@wellspring/http';
import { queryPairs } from '../request/query-pairs.js';
import { pathSegments } from '../routing/path-segments.js';
import { route } from '../routing/route.js';
import { neededActions } from './needed-actions.js';

/**
 * The action that names a request, before anything of it is looked at but its address; undefined where that leads
 * nowhere.
 *
 * @param below the path after `/datastore/{id}/r4`, as sent
 * @example calledAction(request, '/Patient') // 'SearchWithGet'
 */
export function calledAction(request: HttpRequest, below: string): ActionName | undefined {
  const target = route(request.method, pathSegments(below));
  if (!target.found) return undefined;
  const { method, headers, query } = request;
  return neededActions(target.interaction, {
    method,
    ifNoneExist: headers['if-none-exist'],
    query: queryPairs(query),
  })[0];
}
