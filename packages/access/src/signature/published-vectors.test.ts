import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { canonicalHeaders } from './canonical-headers.js';
import { canonicalPath, type PathRule } from './canonical-path.js';
import { canonicalQuery } from './canonical-query.js';
import { canonicalRequest, hashCanonical } from './canonical-request.js';
import { stringToSign } from './sign.js';
import { readSignedHeaders } from './signed-headers.js';
import { createSigningKeys } from './signing-key.js';

/**
 * AWS's own vectors (github.com/awslabs/aws-c-auth, tests/aws-signing-test-suite/v4), one folder each,
 * from a folder beside the checkout or the one that SIGV4_VECTORS names. Not in the repository; vectors
 * that are stand in `authenticate.test.ts`.
 */
const root =
  process.env['SIGV4_VECTORS'] ?? fileURLToPath(new URL('../../../../../shared/data/sigv4', import.meta.url));
const names = existsSync(root) ? readdirSync(root).sort() : [];

interface Context {
  readonly credentials: { readonly secret_access_key: string };
  readonly region: string;
  readonly service: string;
  readonly normalize: boolean;
  readonly timestamp: string;
}

describe.runIf(names.length > 0)('published vectors', () => {
  const cases = names.flatMap((name) => (['header', 'query'] as const).map((form) => [name, form] as const));
  test.each(cases)('%s, %s form', (name, form) => {
    const read = (file: string) => readFileSync(join(root, name, file), 'utf8').trimEnd();
    const context = JSON.parse(read('context.json')) as Context;
    const expected = read(`${form}-canonical-request.txt`);
    const [, , , ...rest] = expected.split('\n');
    const signedHeaders = readSignedHeaders(rest.at(-2)!);
    const { method, path, query, headers } = parse(read(`${form}-signed-request.txt`));
    // The vectors mark with `normalize` what differs between S3 and other services.
    const rule: PathRule = context.normalize ? 'normalised' : 'once';
    const canonical = canonicalRequest({
      method,
      path: canonicalPath(path, rule),
      query: canonicalQuery(query, 'X-Amz-Signature'),
      headers: canonicalHeaders(headers, signedHeaders),
      signedHeaders: signedHeaders.text,
      payloadHash: rest.at(-1)!,
    });
    expect(canonical).toBe(withoutLateToken(expected, query));

    const timestamp = context.timestamp.replace(/[-:]/g, '');
    const scope = { date: timestamp.slice(0, 8), region: context.region, service: context.service };
    const text = stringToSign(timestamp, scope, hashCanonical(expected));
    expect(text).toBe(read(`${form}-string-to-sign.txt`));
    const key = createSigningKeys().key(context.credentials.secret_access_key, scope);
    expect(key(text)).toBe(read(`${form}-signature.txt`));
  });
});

/** A vector may add the session token to the address after signing; a server sees it as sent. */
function withoutLateToken(expected: string, query: string): string {
  const token = /(?:^|&)(X-Amz-Security-Token=[^&]*)/.exec(query)?.[1];
  if (token === undefined || expected.includes(token)) return expected;
  return expected.replace('&X-Amz-SignedHeaders', `&${token}&X-Amz-SignedHeaders`);
}

function parse(text: string) {
  const [head = ''] = text.split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const target = first.slice(first.indexOf(' ') + 1, first.lastIndexOf(' '));
  const mark = target.indexOf('?');
  const headers: string[] = [];
  for (const line of lines) {
    // A folded line belongs to the header before it (RFC 7230 3.2.4); Node's parser joins it the same way.
    if (/^\s/.test(line)) headers.push(`${headers.pop()!} ${line.trim()}`);
    else headers.push(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1));
  }
  return {
    method: first.slice(0, first.indexOf(' ')),
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
  };
}
