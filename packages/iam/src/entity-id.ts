import { randomBytes } from 'node:crypto';

/** What an id is of (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids). */
export type IdPrefix = 'AIDA' | 'AGPA' | 'AROA' | 'ANPA' | 'AKIA';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The prefix and random letters and digits: 16 of them for access keys, 17 else, as AWS has it. */
export function newId(prefix: IdPrefix): string {
  const length = prefix === 'AKIA' ? 16 : 17;
  return prefix + Array.from(randomBytes(length), (byte) => base32[byte & 31]!).join('');
}
