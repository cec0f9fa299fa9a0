/**
 * A sentence as `Message` of the service model may hold it: letters, digits, spaces and
 * `_.:/=+-%@`, 1 to 2048 characters. Other characters become spaces, since a client that checks the
 * model would refuse the whole answer for a comma.
 */
export function jobMessage(text: string): string {
  const allowed = text
    .slice(0, 4096)
    .replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-%@]/gu, ' ')
    .replace(/\p{Z}+/gu, ' ')
    .trim()
    .slice(0, 2048);
  return allowed === '' ? 'The job failed' : allowed;
}

/** A job cannot go on, for a reason its owner can read and act on: it ends as FAILED. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';
}

/** Another node has taken the job over, or it was given back: this node must not write for it. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';

  constructor() {
    super('The job is no longer held by this node');
  }
}
