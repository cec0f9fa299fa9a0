import { WellspringError } from '@wellspring/errors';
import { deepestLevel, longestPath } from '../patch-effort.js';
import type { JsonPointer } from '../patch.js';

/**
 * Reads a JSON Pointer (https://www.rfc-editor.org/rfc/rfc6901): empty, or a `/` before each token, in which `~1`
 * stands for `/` and `~0` for `~`.
 *
 * @param where what the message names
 * @throws WellspringError `malformed-patch`
 */
export function readPointer(text: string, where: string): JsonPointer {
  const fail = (why: string): never => {
    throw new WellspringError('malformed-patch', `${where} ${why}`);
  };
  if (text.length > longestPath) fail(`has more than ${longestPath} characters`);
  if (text === '') return [];
  if (!text.startsWith('/')) fail('is no JSON Pointer: it has to be empty or begin with "/"');
  if (/~(?![01])/.test(text)) fail('is no JSON Pointer: "~" stands only in "~0" and "~1"');
  const tokens = text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (tokens.length > deepestLevel) fail(`goes deeper than ${deepestLevel} levels`);
  return tokens;
}

/** The pointer as text, for messages. */
export function pointerText(pointer: JsonPointer): string {
  return pointer.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
