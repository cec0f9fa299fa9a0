import type { ErrorDefinition } from '../definition.js';

/** Errors of the control plane and its jobs. */
export const controlErrors = {} as const satisfies Record<string, ErrorDefinition>;
