import { levelFor, type OperationTarget } from '../operations/operation.js';
import { operationNamed } from '../operations/operations.js';
import { found, missing, notAllowed, notSupported, shown, type Route } from './route-outcome.js';

/**
 * The route to an operation (https://hl7.org/fhir/R4/operations.html#executing).
 *
 * @param segment the last of the path: `$everything`
 */
export function operationRoute(verb: string, segment: string, target: OperationTarget): Route {
  const operation = operationNamed(segment.slice(1));
  if (operation === undefined) return notSupported(`The operation ${shown(segment)}`);
  const level = levelFor(operation, target);
  if (level === undefined)
    return missing('no-such-interaction', `The operation ${shown(segment)} cannot be called here`);
  const methods: readonly string[] = level.methods;
  if (methods.includes(verb)) return found({ kind: 'operation', operation, target });
  return notAllowed(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', '));
}
