import { exportOperation } from './export/export-operation.js';
import { importOperation } from './import/import-operation.js';
import type { Operation } from './operation.js';

/** Every operation of this server: routing and the CapabilityStatement both go by this table. */
export const operations: readonly Operation[] = [exportOperation, importOperation];

const byName: ReadonlyMap<string, Operation> = new Map(
  operations.map((operation) => [operation.name, operation]),
);

/** @param name without the dollar */
export function operationNamed(name: string): Operation | undefined {
  return byName.get(name);
}
