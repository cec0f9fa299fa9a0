import type { JSONWebKeySet } from 'jose';
import type { Claims } from '../tokens/claims.js';
import type { SmartStrategy } from './smart-provider.js';

/**
 * The built-in authorization server, as far as tokens are checked here: without a call over the network. It serves the
 * data stores whose configuration names no other one.
 */
export interface BuiltInAuthorization {
  /**
   * The SMART configuration of a data store
   * (https://hl7.org/fhir/smart-app-launch/conformance.html#metadata), with `issuer` and `capabilities`.
   */
  configuration(storeId: string, strategy: SmartStrategy): Readonly<Record<string, unknown>>;
  /** The public keys that its access tokens are signed with now, or were while those still hold. */
  keys(): Promise<JSONWebKeySet>;
  /** Whether a token whose signature is good was revoked, or its user or client is no more. */
  isRevoked(claims: Claims): Promise<boolean>;
}
