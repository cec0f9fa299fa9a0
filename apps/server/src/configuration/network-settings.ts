import { z } from 'zod';
import { isProxyAddress, proxyAddresses } from './proxy-address.js';
import { port, setting } from './setting.js';

/** Where the server listens, and what a client may cost. */
export const networkSettings = {
  WELLSPRING_PORT: setting(port.default(8080), 'The port to listen on; 0 takes any free one.'),
  WELLSPRING_HOST: setting(
    z.string().min(1).default('127.0.0.1'),
    'The address to listen on. Anything but loopback shows the server to others, and needs TLS: WELLSPRING_TLS_CERT or WELLSPRING_BEHIND_PROXY.',
  ),
  WELLSPRING_TLS_CERT: setting(
    z.string().min(1).optional(),
    'The file of the TLS certificate (PEM, those between it and the root after it); the server speaks HTTPS then. A renewed one is taken up within a minute.',
  ),
  WELLSPRING_TLS_KEY: setting(
    z.string().min(1).optional(),
    'The file of its private key (PEM, no passphrase).',
  ),
  WELLSPRING_TLS_SELF_SIGNED: setting(
    z.stringbool().default(false),
    'Speaks HTTPS with a certificate of its own making, kept in the data folder: to try it out.',
  ),
  WELLSPRING_BEHIND_PROXY: setting(
    z.stringbool().default(false),
    'Says that only a proxy that speaks TLS reaches this address: without it, plain HTTP beyond loopback is refused.',
  ),
  WELLSPRING_TRUSTED_PROXIES: setting(
    z
      .string()
      .refine(
        (list) => proxyAddresses(list).every(isProxyAddress),
        'must be addresses or networks with commas between',
      )
      .default(''),
    'Addresses and networks of proxies (`10.0.0.5,10.1.0.0/16`) whose `X-Forwarded-For` and `X-Forwarded-Proto` say where a request comes from, for `aws:SourceIp`, `aws:SecureTransport` and the audit trail.',
  ),
  WELLSPRING_MAX_CONNECTIONS: setting(
    z.coerce.number().int().min(1).max(1_000_000).default(10_000),
    'How many clients may be connected at a time; further ones are turned away.',
  ),
  WELLSPRING_SLOW_CLIENT_BYTES: setting(
    z.coerce.number().int().min(0).default(256),
    'Clients that send a request or take an answer at fewer bytes a second than this, for half a minute, are cut off; 0 never.',
  ),
};
