import type { Operation } from '../operations/operation.js';
import { operations } from '../operations/operations.js';

/** An operation as a CapabilityStatement lists it. */
export interface ListedOperation {
  readonly name: string;
  readonly definition: string;
}

/** Operations on the whole system; FHIR has no empty arrays. */
export function operationsOfSystem(): readonly ListedOperation[] | undefined {
  return listed(operations.filter(({ levels }) => levels.some(({ level }) => level === 'system')));
}

/** Operations on a type, its instances or their versions. */
export function operationsOfType(type: string): readonly ListedOperation[] | undefined {
  return listed(
    operations.filter(({ levels }) =>
      levels.some(({ level, types }) => level !== 'system' && (types === undefined || types.includes(type))),
    ),
  );
}

function listed(some: readonly Operation[]): readonly ListedOperation[] | undefined {
  return some.length > 0 ? some.map(({ name, definition }) => ({ name, definition })) : undefined;
}
