import { WellspringError } from '@wellspring/errors';
import type { OperationName } from '../generated/shapes.js';
import type { OperationTable } from './operation.js';

/** Operations of the model that this server does not have yet. */
const names = [
  'CreateDataTransformationProfile',
  'DeleteDataTransformationProfile',
  'DescribeDataTransformationJob',
  'GetDataTransformationProfile',
  'ListDataTransformationJobs',
  'ListDataTransformationProfileVersions',
  'ListDataTransformationProfiles',
  'PublishDataTransformationProfile',
  'RestoreFHIRDatastore',
  'StartDataTransformationJob',
  'UpdateDataTransformationProfile',
  'UpdateProfileWithAgent',
] as const satisfies readonly OperationName[];

/**
 * Answers for the operations that are not there yet, after their input has been checked as usual.
 *
 * ValidationException is the one exception that every operation lists, that the SDKs show with its
 * message and that they do not repeat the request for. InternalServerException would be tried three
 * times and look like a fault. UpdateProfileWithAgent alone has an exception for this case.
 */
export function unavailableOperations(): OperationTable<(typeof names)[number]> {
  const refusals = names.map((name) => {
    const code = name === 'UpdateProfileWithAgent' ? 'operation-not-implemented' : 'operation-not-available';
    const refuse = (): Promise<never> =>
      Promise.reject(new WellspringError(code, `${name} is not yet available on this server`));
    return [name, refuse] as const;
  });
  return Object.fromEntries(refusals) as Record<(typeof names)[number], () => Promise<never>>;
}
