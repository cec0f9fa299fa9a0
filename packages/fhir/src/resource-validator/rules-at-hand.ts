import type { Issue } from '../issue.js';
import type { ProfileRules } from './profile-rules.js';

/** Profiles are found and named, and not checked yet. */
export const profileRules: ProfileRules<never> = {
  compile: () =>
    Promise.resolve({
      ok: false,
      issues: [{ severity: 'warning', code: 'not-supported', diagnostics: 'profiles are not checked yet' }],
    }),
  check: () => ({ issues: [], questions: [] }),
};

/** Bindings that need a terminology are not judged yet. */
export function judgeCodes(): Promise<readonly Issue[]> {
  return Promise.resolve([]);
}
