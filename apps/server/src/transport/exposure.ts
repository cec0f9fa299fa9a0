import { WellspringError } from '@wellspring/errors';
import type { Settings } from '../configuration/schema.js';

/**
 * Refuses to speak plain HTTP to a network: signatures keep requests from being changed, and nothing keeps
 * patients' data from being read on the way. Whoever has a proxy in front that speaks TLS says so.
 *
 * @throws WellspringError `plain-http-exposed`
 */
export function checkExposure(settings: Settings): void {
  const host = settings.WELLSPRING_HOST;
  const isLoopback = host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
  if (isLoopback || speaksTls(settings) || settings.WELLSPRING_BEHIND_PROXY) return;
  throw new WellspringError(
    'plain-http-exposed',
    `WELLSPRING_HOST is ${host}: what is sent there in plain HTTP can be read on the way. Set WELLSPRING_TLS_CERT ` +
      'and WELLSPRING_TLS_KEY (or WELLSPRING_TLS_SELF_SIGNED=true to try it out), or WELLSPRING_BEHIND_PROXY=true ' +
      'where only a proxy that speaks TLS reaches this address',
  );
}

/** Whether the server itself speaks TLS. */
export function speaksTls(settings: Settings): boolean {
  return settings.WELLSPRING_TLS_CERT !== undefined || settings.WELLSPRING_TLS_SELF_SIGNED;
}
