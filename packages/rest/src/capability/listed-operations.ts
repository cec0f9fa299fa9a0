import { isOnType, type OperationLevel } from '../operations/operation.js';
import { operations } from '../operations/operations.js';

/** An operation as a CapabilityStatement lists it. */
export interface ListedOperation {
  readonly name: string;
  readonly definition: string;
}

/** Operations on the whole system; FHIR has no empty arrays. */
export function operationsOfSystem(): readonly ListedOperation[] | undefined {
  return listed(({ level }) => level === 'system');
}

/** Operations on a type, its instances or their versions. */
export function operationsOfType(type: string): readonly ListedOperation[] | undefined {
  return listed((each) => each.level !== 'system' && each.level !== 'job' && isOnType(each, type));
}

/** Those that can be called at such a level, once for each of their definitions there. */
function listed(isMeant: (level: OperationLevel) => boolean): readonly ListedOperation[] | undefined {
  const some = operations.flatMap(({ name, definition, levels }) => {
    const definitions = new Set(levels.filter(isMeant).map((level) => level.definition ?? definition));
    return [...definitions].map((each) => ({ name, definition: each }));
  });
  return some.length > 0 ? some : undefined;
}
