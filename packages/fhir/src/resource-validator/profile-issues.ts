import type { Issue } from '../issue.js';
import { isError } from '../validation/is-error.js';
import { typeOf, type ClaimingResource } from './profile-claims.js';

/** A profile that a resource is to meet, and why: `asked` for, `claimed` by it, or the data store's `default`. */
export interface Claim {
  readonly resource: ClaimingResource;
  readonly url: string;
  readonly origin: 'asked' | 'claimed' | 'default';
}

/** Of a profile that constrains another type than the resource is of. */
export function wrongType(claim: Claim, constrained: string): Issue {
  return {
    severity: 'error',
    code: 'invalid',
    detail: 'profile-of-other-type',
    diagnostics: `${shown(claim.url)} is a profile of ${constrained}, and this is a resource of type ${typeOf(claim.resource.tree)}`,
    ...placeOf(claim),
  };
}

/** Nobody who asks for a profile wants to hear that all is well; whoever claims one may have it from elsewhere. */
export function unknownProfile(claim: Claim): Issue {
  return {
    severity: claim.origin === 'asked' ? 'error' : 'warning',
    code: 'not-found',
    detail: 'unknown-profile',
    diagnostics: `The profile ${shown(claim.url)} is not known here, so it was not checked; add its package to the data store, or create it as a StructureDefinition`,
    ...placeOf(claim),
  };
}

export function unknownPackage(name: string): Issue {
  return {
    severity: 'warning',
    code: 'not-found',
    detail: 'unknown-profile',
    diagnostics: `DefaultProfiles of the data store names ${shown(name)}, and it has no such package`,
  };
}

export function unusableProfile(claim: Claim, issue: Issue): Issue {
  const severity = claim.origin === 'asked' || !isError(issue) ? issue.severity : 'warning';
  const diagnostics = `The profile ${shown(claim.url)} cannot be checked: ${issue.diagnostics}`;
  return {
    code: issue.code,
    severity,
    detail: issue.detail ?? 'unusable-profile',
    diagnostics,
    ...placeOf(claim),
  };
}

function placeOf({ resource, origin }: Claim): Pick<Issue, 'expression'> {
  if (origin !== 'claimed') return {};
  return { expression: [`${resource.path ?? typeOf(resource.tree)}.meta.profile`] };
}

function shown(url: string): string {
  return JSON.stringify(url.slice(0, 256));
}
