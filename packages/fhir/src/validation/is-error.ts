import type { Issue } from '../issue.js';

/** Whether an issue keeps a resource from being valid. */
export function isError({ severity }: Pick<Issue, 'severity'>): boolean {
  return severity === 'error' || severity === 'fatal';
}
