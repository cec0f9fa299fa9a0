/**
 * What an access token gave its bearer in one data store, in the form in which it can be kept with a job and
 * looked at again when that is carried out. Who reads it goes by the scopes, not by the token.
 */
export interface Grant {
  /** Scopes of resources only, as they were granted: `patient/Observation.rs?category=laboratory`. */
  readonly scopes: readonly string[];
  /** Which scopes count: V1 alone (`read`, `write`), or V2 (`cruds`), too. */
  readonly versions: 'v1' | 'v1-v2';
  /** Whether filters in scopes count (`permission-v2.2`): else a scope with a filter is passed over. */
  readonly granular: boolean;
  /** The id of the patient in context: what `patient/` scopes are about. */
  readonly patient?: string;
  /** The user as a relative reference: `Practitioner/5`. */
  readonly fhirUser?: string;
  /** `FineGrainedAuthorizationEnabled` of the data store: users see what they are related to. */
  readonly fineGrained: boolean;
  /** The app: `azp`, `client_id`. */
  readonly clientId: string;
  /** The token's `sub`. */
  readonly subject: string;
}
