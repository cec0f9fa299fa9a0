import { randomBytes } from 'node:crypto';
import type { Sealer } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';

/** 40 characters of base 64, 30 random bytes. */
export function newSecret(): string {
  return randomBytes(30).toString('base64');
}

/** Sealed for this key alone: a row that is given another's secret cannot be opened. */
export function sealSecret(sealer: Sealer, accessKeyId: string, secret: string): string {
  return sealer.seal(purpose(accessKeyId), secret);
}

/** @throws WellspringError `iam-policy-unreadable` where the master key is another than it was sealed with */
export function openSecret(sealer: Sealer, accessKeyId: string, sealed: string): string {
  const secret = sealer.open(purpose(accessKeyId), sealed);
  if (secret === undefined)
    throw new WellspringError(
      'iam-policy-unreadable',
      `The secret of ${accessKeyId} cannot be opened: is the master key that of this database?`,
    );
  return secret.toString('utf8');
}

function purpose(accessKeyId: string): string {
  return `secret-access-key ${accessKeyId}`;
}
