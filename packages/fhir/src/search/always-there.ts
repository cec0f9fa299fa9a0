const alwaysThere: ReadonlySet<string> = new Set(['_id', '_lastUpdated', 'createdAt']);

/**
 * Whether every resource of a data store has a value of a parameter, which is then not among its index values:
 * the key and the times of its versions.
 */
export function isAlwaysThere(param: string): boolean {
  return alwaysThere.has(param);
}
