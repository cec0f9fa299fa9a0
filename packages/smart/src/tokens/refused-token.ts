import { WellspringError } from '@wellspring/errors';

/** HealthLake's words for whatever is wrong with an Authorization header. */
const words = 'Invalid authorization header';

/** A request without a token that is good here. */
export class RefusedToken extends WellspringError {
  /**
   * The WWW-Authenticate header of the answer (https://www.rfc-editor.org/rfc/rfc6750#section-3): the reason stands in
   * it, in general terms.
   */
  readonly challenge: string;

  /**
   * @param reason a plain sentence without quotes; holds nothing of the token. Undefined: the request had no token
   */
  constructor(
    readonly reason: string | undefined,
    options?: ErrorOptions,
  ) {
    super(reason === undefined ? 'missing-token' : 'invalid-token', words, options);
    this.challenge =
      reason === undefined
        ? 'Bearer realm="FHIR"'
        : `Bearer realm="FHIR", error="invalid_token", error_description="${reason}"`;
  }
}
