import type { StoredVersion } from '../read/stored-version.js';

/** An `If-Match` did not match; `current` is the current version's number, absent where there is none. */
export interface VersionConflict {
  readonly outcome: 'version-conflict';
  readonly current: number | undefined;
}

export type UpdateOutcome =
  { readonly outcome: 'created' | 'updated'; readonly version: StoredVersion } | VersionConflict;

export type DeleteOutcome =
  | { readonly outcome: 'deleted' | 'already-deleted'; readonly version: StoredVersion }
  | { readonly outcome: 'not-found' }
  | VersionConflict;
