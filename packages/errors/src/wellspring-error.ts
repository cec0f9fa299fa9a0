import { catalogue, type ErrorCode } from './catalogue.js';
import type { ErrorDefinition } from './definition.js';

/**
 * An error a user can meet, thrown at the edge of a room and turned into a response by the front.
 * The message is shown to the caller: it names what is wrong, and never holds a secret or PHI that
 * the caller did not send.
 *
 * @example
 * throw new WellspringError('resource-not-found', 'Patient/123 is not known');
 */
export class WellspringError extends Error {
  override readonly name = 'WellspringError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** What the catalogue says of this error: HTTP status, FHIR issue type, AWS exception. */
  get definition(): ErrorDefinition {
    return catalogue[this.code];
  }
}
