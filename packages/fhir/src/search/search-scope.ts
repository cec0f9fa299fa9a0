import type { Compartment } from '../compartment/compartments.js';

/**
 * What a search looks through: the resources of one type, the whole data store, or the compartment of one
 * resource, there one type or, without `type`, all that can be in it (`Patient/1/*`).
 * @see https://hl7.org/fhir/R4/http.html#search
 */
export type SearchScope =
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'system' }
  | {
      readonly kind: 'compartment';
      readonly compartment: Compartment;
      readonly id: string;
      readonly type?: string;
    };
