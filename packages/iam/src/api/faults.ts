import { WellspringError } from '@wellspring/errors';
import type { EntityKind } from '../tables/entity.js';

/** Errors in IAM's words. */

export function noSuch(kind: EntityKind, name: string): WellspringError {
  const message =
    kind === 'policy' ? `Policy ${name} was not found.` : `The ${kind} with name ${name} cannot be found.`;
  return new WellspringError('iam-no-such-entity', message);
}

export function noSuchEntity(message: string): WellspringError {
  return new WellspringError('iam-no-such-entity', message);
}

export function alreadyExists(kind: EntityKind, name: string): WellspringError {
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  const message =
    kind === 'policy'
      ? `A policy called ${name} already exists. Duplicate names are not allowed.`
      : `${title} with name ${name} already exists.`;
  return new WellspringError('iam-entity-already-exists', message);
}

/** @param quota AWS's name of it: `AccessKeysPerUser` */
export function quotaExceeded(quota: string, limit: number): WellspringError {
  return new WellspringError('iam-limit-exceeded', `Cannot exceed quota for ${quota}: ${limit}`);
}

/** @param what `must detach all policies first` */
export function deleteConflict(what: string): WellspringError {
  return new WellspringError('iam-delete-conflict', `Cannot delete entity, ${what}.`);
}

export function invalidInput(message: string): WellspringError {
  return new WellspringError('iam-invalid-input', message);
}

export function validationError(message: string): WellspringError {
  return new WellspringError('iam-validation-error', message);
}
