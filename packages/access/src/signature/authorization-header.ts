import { remembered, type HttpRequest } from '@wellspring/http';
import { failure, type AuthenticationFailure } from '../authentication-failure.js';
import { parseCredential, type ClaimedCredential } from './credential-scope.js';
import type { PresentedSignature } from './presented-signature.js';
import { algorithm } from './sign.js';
import { readSignedHeaders, type SignedHeaders } from './signed-headers.js';
import { parseHttpDate, parseTimestamp, type SigningTime } from './signing-time.js';

const required = ['Credential', 'Signature', 'SignedHeaders'] as const;

function isRequired(name: string): name is (typeof required)[number] {
  return name === 'Credential' || name === 'Signature' || name === 'SignedHeaders';
}

const signatureName = 'Signature=';

/**
 * What stands before the signature, as most clients write it: the same with every request for a day. Undefined where
 * it is not whole, or is written in another way.
 */
const readUnsigned = remembered(
  (
    unsigned,
  ): { readonly credential: ClaimedCredential; readonly signedHeaders: SignedHeaders } | undefined => {
    const [, given, headers] =
      /^AWS4-HMAC-SHA256 +Credential=([^\s,]+), ?SignedHeaders=([^\s,]+), ?$/.exec(unsigned) ?? [];
    const credential = given === undefined ? undefined : parseCredential(given);
    return credential && { credential, signedHeaders: readSignedHeaders(headers!) };
  },
);

/** The whole of a header that is written so; undefined: it has to be taken apart. */
function quicklyRead(header: string, request: HttpRequest): PresentedSignature | undefined {
  const at = header.lastIndexOf(signatureName);
  const unsigned = at < 0 ? undefined : readUnsigned(header.slice(0, at));
  const signature = header.slice(at + signatureName.length);
  const time = signingTime(request);
  if (unsigned === undefined || !/^[0-9a-f]+$/.test(signature)) return undefined;
  if (time === 'absent' || time === 'malformed') return undefined;
  const { credential, signedHeaders } = unsigned;
  return presented(credential, signedHeaders, signature, time, request);
}

function presented(
  { accessKeyId, scope, terminator }: ClaimedCredential,
  signedHeaders: SignedHeaders,
  signature: string,
  time: SigningTime,
  { headers }: HttpRequest,
): PresentedSignature {
  const sessionToken = headers['x-amz-security-token'];
  return {
    form: 'header',
    accessKeyId,
    scope,
    terminator,
    signedHeaders,
    signature,
    time,
    sessionToken,
  };
}

/**
 * Reads `Authorization: AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...`: the parts
 * in any order, with or without spaces after the commas, as AWS takes them.
 */
export function readAuthorizationHeader(request: HttpRequest): PresentedSignature | AuthenticationFailure {
  const header = request.headers['authorization']!.trim();
  const quick = quicklyRead(header, request);
  if (quick !== undefined) return quick;
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
  return presented(credential, readSignedHeaders(parts.SignedHeaders), parts.Signature, time, request);
}

function signingTime({ headers }: HttpRequest): SigningTime | 'absent' | 'malformed' {
  const ours = headers['x-amz-date'];
  if (ours !== undefined) return parseTimestamp(ours.trim()) ?? parseHttpDate(ours) ?? 'malformed';
  const date = headers['date'];
  if (date !== undefined) return parseTimestamp(date.trim()) ?? parseHttpDate(date) ?? 'malformed';
  return 'absent';
}
