import type { HttpRequest } from '@wellspring/http';
import { failure, type AuthenticationFailure } from '../authentication-failure.js';
import { parseCredential } from './credential-scope.js';
import type { PresentedSignature } from './presented-signature.js';
import { algorithm } from './sign.js';
import { readSignedHeaders } from './signed-headers.js';
import { parseHttpDate, parseTimestamp, type SigningTime } from './signing-time.js';

const required = ['Credential', 'Signature', 'SignedHeaders'] as const;

function isRequired(name: string): name is (typeof required)[number] {
  return name === 'Credential' || name === 'Signature' || name === 'SignedHeaders';
}

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
  const parts: Record<(typeof required)[number], string> = {
    Credential: '',
    Signature: '',
    SignedHeaders: '',
  };
  for (const part of header.slice(scheme.length).split(',')) {
    const equals = part.indexOf('=');
    if (equals < 0)
      return failure(
        'incomplete-signature',
        'The Authorization header has a part that is not a key=value pair (missing equal-sign).',
      );
    const name = part.slice(0, equals).trim();
    if (isRequired(name)) parts[name] = part.slice(equals + 1).trim();
  }
  const time = signingTime(request);
  const missing = required
    .filter((name) => parts[name] === '')
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if (time === 'absent')
    missing.push(`Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.`);
  if (missing.length > 0) return failure('incomplete-signature', missing.join(' '));
  if (time === 'absent' || time === 'malformed')
    return failure(
      'incomplete-signature',
      'Date must be in ISO-8601 basic format, such as 20150830T123600Z.',
    );

  const credential = parseCredential(parts.Credential);
  if (!credential)
    return failure(
      'incomplete-signature',
      'Credential must have exactly 5 slash-delimited elements: keyid/date/region/service/term.',
    );
  return {
    form: 'header',
    accessKeyId: credential.accessKeyId,
    scope: credential.scope,
    terminator: credential.terminator,
    signedHeaders: readSignedHeaders(parts.SignedHeaders),
    signature: parts.Signature,
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
