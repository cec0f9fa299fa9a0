import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { WellspringError } from '@wellspring/errors';

/** Bytes of the authentication code that a cursor carries: forging one takes 2^127 tries. */
const CODE_BYTES = 16;

/**
 * An opaque place in a list: eight bytes of position and a code that only this data store can make, for
 * this list only. So it needs no state here, and neither a made-up cursor nor one of another search, or
 * another data store, is ever followed.
 *
 * @param list what the place is in: the same for every page of it
 */
export function sealCursor(secret: Buffer, list: string, position: bigint): string {
  const place = Buffer.alloc(8);
  place.writeBigInt64BE(position);
  return Buffer.concat([place, codeOf(secret, list, place)]).toString('base64url');
}

/** @throws WellspringError `invalid-cursor` */
export function openCursor(secret: Buffer, list: string, cursor: string): bigint {
  const bytes = cursor.length === 32 ? Buffer.from(cursor, 'base64url') : Buffer.alloc(0);
  const place = bytes.subarray(0, 8);
  if (bytes.length !== 8 + CODE_BYTES || !timingSafeEqual(bytes.subarray(8), codeOf(secret, list, place)))
    throw new WellspringError(
      'invalid-cursor',
      'The page link (_cursor) is not one that was made for this search',
    );
  return place.readBigInt64BE();
}

function codeOf(secret: Buffer, list: string, place: Buffer): Buffer {
  // Keyed apart from the index: its hashes take the secret's first half.
  return createHmac('sha256', secret.subarray(16))
    .update('cursor\0')
    .update(place)
    .update(list)
    .digest()
    .subarray(0, CODE_BYTES);
}

/**
 * A place in a list that a text names, sealed as {@link sealCursor} seals a position.
 *
 * @example openPlace(secret, list, sealPlace(secret, list, 'Patient/1')) // 'Patient/1'
 */
export function sealPlace(secret: Buffer, list: string, place: string): string {
  const bytes = Buffer.from(place);
  return Buffer.concat([codeOf(secret, list, digest(bytes)), bytes]).toString('base64url');
}

/** Of one length, so that nothing of a place can pass for the beginning of its list. */
function digest(place: Buffer): Buffer {
  return createHash('sha256').update(place).digest();
}

/** @throws WellspringError `invalid-cursor` */
export function openPlace(secret: Buffer, list: string, cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const place = bytes.subarray(CODE_BYTES);
  if (
    place.length === 0 ||
    !timingSafeEqual(bytes.subarray(0, CODE_BYTES), codeOf(secret, list, digest(place)))
  )
    throw new WellspringError('invalid-cursor', 'The page link (_cursor) is not one that was made for this');
  return place.toString('utf8');
}

const NONCE_BYTES = 12;

/** A text that nobody can read without the data store's secret, nor tell from the same text hidden before. */
export function hideText(secret: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', hidingKey(secret), nonce, { authTagLength: CODE_BYTES });
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

/** @throws WellspringError `invalid-cursor` */
export function showText(secret: Buffer, hidden: string): string {
  const bytes = Buffer.from(hidden, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', hidingKey(secret), bytes.subarray(0, NONCE_BYTES), {
      authTagLength: CODE_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(-CODE_BYTES));
    const text = [decipher.update(bytes.subarray(NONCE_BYTES, -CODE_BYTES)), decipher.final()];
    return Buffer.concat(text).toString();
  } catch (cause) {
    throw new WellspringError('invalid-cursor', 'The page link is not one that was made for this', { cause });
  }
}

function hidingKey(secret: Buffer): Buffer {
  return createHmac('sha256', secret.subarray(16)).update('hidden places').digest();
}
