import type { ErrorDefinition } from '../definition.js';

/** Errors of the object store. */
export const objectErrors = {} as const satisfies Record<string, ErrorDefinition>;
