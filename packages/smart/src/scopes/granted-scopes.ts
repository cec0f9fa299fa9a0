import type { Grant } from '../grant.js';
import { parseScopes } from './parse-scope.js';
import type { ResourceScope } from './resource-scope.js';

/**
 * The scopes of a grant that count: those of the versions that its data store takes, and those with filters only where
 * it takes filters. One that does not count gives nothing, rather than what it would give without its filter.
 * Scopes of patients count where there is one in context.
 */
export function grantedScopes(grant: Grant): readonly ResourceScope[] {
  return parseScopes(grant.scopes).filter(
    (scope) =>
      (grant.versions === 'v1-v2' || scope.version === 'v1') &&
      (grant.granular || scope.filters.length === 0) &&
      (grant.patient !== undefined || scope.level !== 'patient'),
  );
}
