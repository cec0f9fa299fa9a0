import { parseScope, type ResourceScope } from '@wellspring/smart';
import { contextScopes } from './context-scopes.js';
import type { ScopeRules } from './scope-rules.js';

/**
 * Of the scopes that an app asks for, those it can be given: written as the data store takes them, within what the app is
 * registered for, and of the level that goes with how it asks: `system/` for itself, the others for who logged in. The
 * rest is passed over, as SMART has it: the answer says what was given.
 *
 * @param flow with a person, or by client credentials
 */
export function allowedScopes(
  asked: readonly string[],
  registered: readonly string[],
  flow: 'person' | 'client',
  rules: ScopeRules,
): readonly string[] {
  const limits = registered.map(parseScope).filter((scope) => scope !== undefined);
  return [...new Set(asked)].filter((text) => {
    if (contextScopes.has(text)) return flow === 'person' && registered.includes(text);
    const scope = parseScope(text);
    if (!scope || (scope.level === 'system') !== (flow === 'client')) return false;
    if (rules.versions === 'v1' && scope.version !== 'v1') return false;
    if (!rules.granular && scope.filters.length > 0) return false;
    return limits.some((limit) => isWithin(scope, limit));
  });
}

/** Whether all that one scope gives, another gives, too. */
function isWithin(scope: ResourceScope, limit: ResourceScope): boolean {
  return (
    scope.level === limit.level &&
    (limit.type === '*' || limit.type === scope.type) &&
    [...scope.interactions].every((interaction) => limit.interactions.has(interaction)) &&
    limit.filters.every((needed) =>
      scope.filters.some(({ parameter, value }) => parameter === needed.parameter && value === needed.value),
    )
  );
}

/** Whether any of them is of the level `user/`. */
export function hasUserScope(scopes: readonly string[]): boolean {
  return scopes.some(isUserScope);
}

/** `user/*.rs`, also in the form of an address. */
export function isUserScope(text: string): boolean {
  return parseScope(text)?.level === 'user';
}

/** Whether what is asked for needs a patient to be chosen. */
export function needsPatient(scopes: readonly string[]): boolean {
  return scopes.some((scope) => scope === 'launch/patient' || scope.startsWith('patient/'));
}
