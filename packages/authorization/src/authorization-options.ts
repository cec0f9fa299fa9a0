import type { Sealer } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import type { PatientDirectory } from './patient-directory.js';
import type { ScopeRules } from './scopes/scope-rules.js';

/** A data store whose apps get their tokens here. */
export interface ServedStore {
  /** The address of its FHIR data plane, without a slash at the end: `aud` of its tokens. */
  readonly fhirBase: string;
  readonly rules: ScopeRules;
  /** `FineGrainedAuthorizationEnabled`: its data plane narrows `user/` scopes to the patients of who logged in. */
  readonly fineGrained: boolean;
  readonly patients: PatientDirectory;
}

/** How long what is issued is good for, in seconds. */
export interface TokenLifetimes {
  /** An access token for a person. */
  readonly accessToken: number;
  /** An access token for a backend service. */
  readonly serviceToken: number;
  /** A refresh token, which is replaced at each use. */
  readonly refreshToken: number;
  /** How long somebody stays logged in. */
  readonly session: number;
}

export interface AuthorizationOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  /** The address of this server, without a slash at the end. */
  readonly publicUrl: string;
  readonly region: string;
  readonly accountId: string;
  readonly lifetimes: TokenLifetimes;
  /** How long a key signs, in days. */
  readonly keyDays: number;
  /** Undefined where there is no such data store, or its tokens come from elsewhere. */
  store(storeId: string): Promise<ServedStore | undefined>;
  /** Whether there is such a data store at all: what belongs to one that is gone is removed. */
  exists(storeId: string): Promise<boolean>;
  /** A fault of the server while it answered; nothing of the request is in it. */
  onFailure(error: unknown, requestId: string): void;
}
