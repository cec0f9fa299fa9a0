/**
 * How strictly a resource is validated: all of it; its structure alone, without profiles; or stored in any case,
 * marked with what is wrong (where it can be stored at all).
 */
export const validationLevels = ['strict', 'structure-only', 'minimal'] as const;

export type ValidationLevel = (typeof validationLevels)[number];
