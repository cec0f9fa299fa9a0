import { catalogue, type ErrorCode } from './catalogue.js';
import type { ErrorDefinition } from './definition.js';

export interface WellspringErrorOptions extends ErrorOptions {
  /** After how many whole seconds the request may be repeated; the answer says so in Retry-After. */
  readonly retryAfter?: number;
}

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
  /** After how many whole seconds the request may be repeated, where that is known. */
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: WellspringErrorOptions,
  ) {
    super(message, options);
    this.retryAfter = options?.retryAfter;
  }

  /** What the catalogue says of this error: HTTP status, FHIR issue type, AWS exception. */
  get definition(): ErrorDefinition {
    return catalogue[this.code];
  }
}
