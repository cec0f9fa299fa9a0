import { parseSubset, type Subset } from '@wellspring/fhir';
import type { FhirResponse } from '../response/fhir-response.js';
import { refusalResponse } from '../response/outcome-response.js';
import { storableTypes } from '../routing/storable-types.js';
import type { QueryPair } from './query-pairs.js';

/** The part of a resource that a read, vread or history asks for, or the refusal. */
export type RequestedSubset =
  | {
      readonly ok: true;
      /** Absent: all of it. */
      readonly subset: Subset | undefined;
      readonly applied: readonly QueryPair[];
    }
  | { readonly ok: false; readonly refusal: FhirResponse };

/**
 * Reads `_summary` and `_elements` where no search is meant
 * (https://hl7.org/fhir/R4/http.html#parameters). `_summary=count` is for searches only.
 *
 * @param type undefined: any
 */
export function requestedSubset(
  type: string | undefined,
  query: readonly QueryPair[],
  strict: boolean,
): RequestedSubset {
  const parsed = parseSubset(type ?? storableTypes(), query, { strict });
  if (!parsed.ok) return { ok: false, refusal: refusalResponse('invalid-search', parsed.issues) };
  if (parsed.countOnly) {
    const diagnostics = 'The parameter "_summary" can be "count" in a search only.';
    return {
      ok: false,
      refusal: refusalResponse('invalid-search', [{ severity: 'error', code: 'value', diagnostics }]),
    };
  }
  return { ok: true, subset: parsed.subset, applied: parsed.applied };
}
