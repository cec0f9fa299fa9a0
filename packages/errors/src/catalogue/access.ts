import type { ErrorDefinition } from '../definition.js';

/** Errors of signatures and credentials. */
export const accessErrors = {} as const satisfies Record<string, ErrorDefinition>;
