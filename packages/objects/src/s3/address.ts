import { decodePercent } from './s3-query.js';

/** The bucket and key a request is about; empty where it is about none. */
export interface Address {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Reads the address from the raw path: `/bucket/key`, or `/key` where the host is `bucket.domain`.
 * Only what is percent-encoded is decoded, once; nothing is normalised, for `a//b` and `a/../b` are
 * keys like others.
 *
 * @param domains hosts below which a name is a bucket (virtual-hosted style)
 * @throws WellspringError `invalid-uri`
 */
export function addressOf(path: string, host: string | undefined, domains: readonly string[]): Address {
  const rest = path.startsWith('/') ? path.slice(1) : path;
  const hosted = hostedBucket(host, domains);
  if (hosted !== undefined) return { bucket: hosted, key: decodePercent(rest) };
  const slash = rest.indexOf('/');
  if (slash < 0) return { bucket: decodePercent(rest), key: '' };
  return { bucket: decodePercent(rest.slice(0, slash)), key: decodePercent(rest.slice(slash + 1)) };
}

function hostedBucket(host: string | undefined, domains: readonly string[]): string | undefined {
  const name = host?.replace(/:\d+$/, '').toLowerCase();
  for (const domain of domains) if (name?.endsWith(`.${domain}`)) return name.slice(0, -domain.length - 1);
  return undefined;
}
