import { WellspringError } from '@wellspring/errors';
import { toByteString, type ByteString } from './byte-string.js';

/**
 * How a key becomes a path below the bucket's folder of objects.
 *
 * Any key must be safe and distinct: `..`, empty segments, letters that differ in case only on a
 * file system that ignores case, segments longer than the 255 bytes a file name may have, and both
 * `a` and `a/b`. So each segment of the key is encoded, byte by byte, into a small alphabet
 * (`^` before a letter that was upper case, `%` and two digits for anything else), and the kind of
 * an entry is seen from its last character: `fhir/Patient.ndjson` is `fhir/^patient.ndjson@`.
 *
 * - a folder holds what follows the slash: `name`
 * - an object is a file: `name@`
 * - a long segment goes on below a folder `name~`
 * - an empty name is a lone `%`
 */
export type PathEntry =
  | { readonly kind: 'folder'; readonly bytes: ByteString }
  | { readonly kind: 'object'; readonly bytes: ByteString }
  | { readonly kind: 'continued'; readonly bytes: ByteString };

/** S3's limit on a key, in bytes of UTF-8. */
export const maxKeyBytes = 1024;

/**
 * A name is cut where its encoding reaches this length, always: whether a segment ends there or
 * goes on, it is found below the same `~` folder, so that a sorted walk meets keys in their order.
 */
const cutAt = 200;

/** @throws WellspringError `key-too-long`, `invalid-uri` for a NUL or text that is no Unicode */
export function checkKey(key: string): void {
  if (key.length === 0) throw new WellspringError('invalid-uri', 'The object key is empty');
  if (key.length > maxKeyBytes || Buffer.byteLength(key) > maxKeyBytes)
    throw new WellspringError('key-too-long', 'Your key is too long');
  if (key.includes('\0'))
    throw new WellspringError('invalid-uri', 'An object key cannot hold a NUL character');
  if (Buffer.from(key).toString() !== key)
    throw new WellspringError('invalid-uri', 'The object key is not well-formed Unicode');
}

/** The names that lead from the bucket's folder of objects to the object's file. */
export function keyPath(key: string): string[] {
  checkKey(key);
  const segments = toByteString(key).split('/');
  const last = segments.length - 1;
  return segments.flatMap((segment, at) => {
    const names = cut(segment);
    const end = names.pop()!;
    return [...names.map((name) => `${name}~`), at === last ? `${end}@` : end];
  });
}

/** What a name on the disk stands for; undefined for a name that `keyPath` does not make. */
export function readName(name: string): PathEntry | undefined {
  const mark = name.at(-1);
  const kind = mark === '@' ? 'object' : mark === '~' ? 'continued' : 'folder';
  const encoded = kind === 'folder' ? name : name.slice(0, -1);
  if (encoded.length >= cutAt !== (kind === 'continued')) return undefined;
  const bytes = decode(encoded);
  if (bytes === undefined || encode(bytes) !== encoded) return undefined;
  return { kind, bytes };
}

/** The segment's encoding in pieces; each but the last is as long as a piece can be. */
function cut(segment: ByteString): string[] {
  const names: string[] = [];
  let name = '';
  for (const byte of segment) {
    name += encodeByte(byte, name === '');
    if (name.length >= cutAt) {
      names.push(name);
      name = '';
    }
  }
  names.push(name === '' ? '%' : name);
  return names;
}

function encode(bytes: ByteString): string {
  let name = '';
  for (const byte of bytes) name += encodeByte(byte, name === '');
  return name === '' ? '%' : name;
}

function encodeByte(byte: string, first: boolean): string {
  if (/[a-z0-9_=+,-]/.test(byte) || (byte === '.' && !first)) return byte;
  if (/[A-Z]/.test(byte)) return `^${byte.toLowerCase()}`;
  return `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function decode(name: string): ByteString | undefined {
  if (name === '%') return '';
  if (!/^(?:[a-z0-9_=+,.-]|\^[a-z]|%[0-9a-f]{2})+$/.test(name)) return undefined;
  return name
    .replace(/\^([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
