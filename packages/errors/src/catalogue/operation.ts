import type { ErrorDefinition } from '../definition.js';

/** Errors of starting and running the program. */
export const operationErrors = {} as const satisfies Record<string, ErrorDefinition>;
