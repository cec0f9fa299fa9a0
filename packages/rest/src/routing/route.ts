import { isResourceId } from '@wellspring/fhir';
import { compartmentRoute } from './compartment-route.js';
import { jobRoute } from './job-route.js';
import { operationRoute } from './operation-route.js';
import { found, missing, notAllowed, shown, type Route } from './route-outcome.js';
import { isStorableType } from './storable-types.js';
import { allowsInteraction } from './type-interactions.js';

/** The largest version number that is looked for. */
const versionNumber = /^[1-9]\d{0,8}$/;

/**
 * Finds the interaction of a method and a path.
 *
 * @param segments of the path below `/r4`, decoded
 */
export function route(method: string, segments: readonly string[]): Route {
  const verb = method === 'HEAD' ? 'GET' : method;
  const [first] = segments;
  if (first === undefined) return systemRoute(verb);
  if (first === 'metadata' && segments.length === 1) {
    return verb === 'GET' ? found({ kind: 'capabilities' }) : notAllowed('GET, HEAD');
  }
  if (first === '_history' && segments.length === 1)
    return verb === 'GET' ? found({ kind: 'history-of-many', type: undefined }) : notAllowed('GET, HEAD');
  if (first === '_search' && segments.length === 1)
    return verb === 'POST'
      ? found({ kind: 'search', scope: { kind: 'system' }, form: true })
      : notAllowed('POST');
  if (first.startsWith('$') && segments.length === 1) return operationRoute(verb, first, { level: 'system' });
  if (first.startsWith('$') && segments.length === 2)
    return operationRoute(verb, first, { level: 'job', jobId: segments[1]! });
  const job = jobRoute(verb, segments);
  if (job !== undefined) return job;
  if (first === 'Transaction' && segments.length === 2)
    return verb === 'GET' ? found({ kind: 'transaction-status', id: segments[1]! }) : notAllowed('GET, HEAD');
  if (!isStorableType(first))
    return missing('unknown-resource-type', `${shown(first)} is no resource type here`);
  return segments.length === 1 ? typeRoute(verb, first) : belowTypeRoute(verb, first, segments.slice(1));
}

function systemRoute(verb: string): Route {
  switch (verb) {
    case 'POST':
      return found({ kind: 'bundle' });
    case 'GET':
      return found({ kind: 'search', scope: { kind: 'system' }, form: false });
    default:
      return notAllowed('GET, HEAD, POST');
  }
}

function typeRoute(verb: string, type: string): Route {
  // Conditional interactions: what must not be changed must not be changed by search either.
  const interaction = verb === 'GET' ? undefined : interactionOf(verb);
  if (interaction !== undefined && !allowsInteraction(type, interaction))
    return notAllowed('GET, HEAD, POST');
  switch (verb) {
    case 'GET':
      return found({ kind: 'search', scope: { kind: 'type', type }, form: false });
    case 'POST':
      return found({ kind: 'create', type });
    case 'PUT':
      return found({ kind: 'conditional-update', type });
    case 'PATCH':
      return found({ kind: 'conditional-patch', type });
    case 'DELETE':
      return found({ kind: 'conditional-delete', type });
    default:
      return notAllowed('GET, HEAD, POST, PUT, PATCH, DELETE');
  }
}

function belowTypeRoute(verb: string, type: string, [second, ...rest]: readonly string[]): Route {
  if (second === '_search' && rest.length === 0)
    return verb === 'POST'
      ? found({ kind: 'search', scope: { kind: 'type', type }, form: true })
      : notAllowed('POST');
  if (second === '_history' && rest.length === 0)
    return verb === 'GET' ? found({ kind: 'history-of-many', type }) : notAllowed('GET, HEAD');
  if (second?.startsWith('$') && rest.length === 0)
    return operationRoute(verb, second, { level: 'type', type });
  // An id that cannot be one is the id of nothing; to write under it is a mistake to be told of.
  if (second === undefined || !isResourceId(second))
    return missing(
      verb === 'PUT' ? 'invalid-resource-id' : 'resource-not-found',
      `${type}: this is not an id of a resource; ids are 1 to 64 letters, digits, hyphens and dots`,
    );
  return rest.length === 0 ? instanceRoute(verb, type, second) : belowInstanceRoute(verb, type, second, rest);
}

function instanceRoute(verb: string, type: string, id: string): Route {
  const interaction = interactionOf(verb);
  if (interaction === undefined || !allowsInteraction(type, interaction)) return notAllowed(allowedOn(type));
  return found({ kind: interaction, type, id });
}

/** What each method does with a resource. */
const byMethod = { GET: 'read', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const;

function interactionOf(verb: string) {
  return Object.hasOwn(byMethod, verb) ? byMethod[verb as keyof typeof byMethod] : undefined;
}

/** The value of the Allow header for a resource of a type. */
function allowedOn(type: string): string {
  const methods = Object.entries(byMethod).filter(([, interaction]) => allowsInteraction(type, interaction));
  return methods.flatMap(([method]) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
}

function belowInstanceRoute(verb: string, type: string, id: string, rest: readonly string[]): Route {
  const [third, version, more] = rest;
  if (third?.startsWith('$') && version === undefined)
    return operationRoute(verb, third, { level: 'instance', type, id });
  if (third === '_history' && version?.startsWith('$') !== true && more === undefined) {
    if (verb !== 'GET') return notAllowed('GET, HEAD');
    if (version === undefined) return found({ kind: 'history', type, id });
    if (versionNumber.test(version)) return found({ kind: 'vread', type, id, version: Number(version) });
    return missing('resource-not-found', `${type}/${id} has no such version`);
  }
  if (third === '_history' && version !== undefined && more?.startsWith('$') && rest.length === 3)
    return versionNumber.test(version)
      ? operationRoute(verb, more, { level: 'version', type, id, version: Number(version) })
      : missing('resource-not-found', `${type}/${id} has no such version`);
  return (
    compartmentRoute(verb, type, id, rest) ??
    missing('no-such-interaction', 'The path is none of the FHIR REST API')
  );
}
