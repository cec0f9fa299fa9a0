import type { Grant, SmartStrategy } from '@wellspring/smart';

/** What a data store takes for scopes; `granular`: with filters, too (`permission-v2.2`). */
export type ScopeRules = Pick<Grant, 'versions' | 'granular'>;

/** What a strategy takes where this is the authorization server: nothing is left out of `SMART_ON_FHIR`. */
export function scopeRulesOf(strategy: SmartStrategy): ScopeRules {
  switch (strategy) {
    case 'SMART_ON_FHIR_V1':
      return { versions: 'v1', granular: false };
    case 'SMART_ON_FHIR':
      return { versions: 'v1-v2', granular: true };
    default:
      return strategy satisfies never;
  }
}
