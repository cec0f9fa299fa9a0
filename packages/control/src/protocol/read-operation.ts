import { WellspringError } from '@wellspring/errors';
import { type HttpRequest, readBody } from '@wellspring/http';
import type { OperationName } from '../generated/shapes.js';
import type { ServiceModel } from '../model/service-model.js';

/**
 * The operation that `X-Amz-Target: HealthLake.<Operation>` names.
 *
 * @throws WellspringError `unknown-operation`
 */
export function readOperation(request: HttpRequest, model: ServiceModel): OperationName {
  if (request.method !== 'POST' || request.path !== '/')
    throw new WellspringError(
      'unknown-operation',
      'The HealthLake API is POST / with an X-Amz-Target header',
    );
  const target = request.headers['x-amz-target'] ?? '';
  const [prefix, name, ...rest] = target.split('.');
  if (prefix !== model.metadata.targetPrefix || name === undefined || rest.length > 0)
    throw new WellspringError('unknown-operation', 'X-Amz-Target is not of the form HealthLake.<Operation>');
  if (!Object.hasOwn(model.operations, name))
    throw new WellspringError('unknown-operation', 'X-Amz-Target names no operation of HealthLake');
  return name as OperationName;
}

/**
 * The JSON of a request body. An empty body is an empty input, so that the answer names the member
 * that is missing.
 *
 * @throws WellspringError `unreadable-request`, `body-too-large` or `request-aborted`
 */
export async function readInput(request: HttpRequest, limit: number): Promise<unknown> {
  const body = await readBody(request, limit);
  if (body.length === 0) return {};
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    throw new WellspringError('unreadable-request', 'The request body is not UTF-8', { cause: error });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new WellspringError('unreadable-request', 'The request body is not JSON', { cause: error });
  }
}
