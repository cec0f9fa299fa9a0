import type { HttpRequest } from '@wellspring/http';
import { failure, type AuthenticationFailure } from '../authentication-failure.js';
import { parseCredential } from './credential-scope.js';
import type { PresentedSignature } from './presented-signature.js';
import { algorithm } from './sign.js';
import { parseHttpDate, parseTimestamp, type SigningTime } from './signing-time.js';

/**
 * Reads `Authorization: AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...`: the parts
 * in any order, with or without spaces after the commas, as AWS takes them.
 */
export function readAuthorizationHeader(request: HttpRequest): PresentedSignature | AuthenticationFailure {
  const header = request.headers['authorization']!.trim();
  const gap = header.search(/\s/);
  const scheme = gap < 0 ? header : header.slice(0, gap);
  if (scheme !== algorithm)
    return failure(
      'unsupported-signature',
      `The authorization mechanism you have provided is not supported. Please use ${algorithm}.`,
    );
  const parts = new Map<string, string>();
  for (const part of header.slice(scheme.length).split(',')) {
    const equals = part.indexOf('=');
    if (equals < 0)
      return failure(
        'incomplete-signature',
        'The Authorization header has a part that is not a key=value pair (missing equal-sign).',
      );
    parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const time = signingTime(request);
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !parts.get(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if (time === 'absent')
    missing.push(`Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.`);
  if (missing.length > 0) return failure('incomplete-signature', missing.join(' '));
  if (time === 'absent' || time === 'malformed')
    return failure(
      'incomplete-signature',
      'Date must be in ISO-8601 basic format, such as 20150830T123600Z.',
    );

  const credential = parseCredential(parts.get('Credential')!);
  if (!credential)
    return failure(
      'incomplete-signature',
      'Credential must have exactly 5 slash-delimited elements: keyid/date/region/service/term.',
    );
  return {
    form: 'header',
    ...credential,
    signedHeaders: parts.get('SignedHeaders')!.toLowerCase().split(';'),
    signature: parts.get('Signature')!,
    time,
    sessionToken: request.headers['x-amz-security-token'],
  };
}

function signingTime({ headers }: HttpRequest): SigningTime | 'absent' | 'malformed' {
  const ours = headers['x-amz-date'];
  if (ours !== undefined) return parseTimestamp(ours.trim()) ?? parseHttpDate(ours) ?? 'malformed';
  const date = headers['date'];
  if (date !== undefined) return parseTimestamp(date.trim()) ?? parseHttpDate(date) ?? 'malformed';
  return 'absent';
}
