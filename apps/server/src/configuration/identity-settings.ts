import { readMasterKey } from '@wellspring/access';
import { z } from 'zod';
import { introspectionClients, tokenHooks } from './token-settings.js';
import { json, setting } from './setting.js';

/** Who the account is, and by what callers are known. */
export const identitySettings = {
  WELLSPRING_DATA: setting(
    z.string().min(1).default('./data'),
    'The data folder: the embedded database, the embedded object store, the root credential.',
  ),
  WELLSPRING_PUBLIC_URL: setting(
    z.url().optional(),
    'The address that clients use, where it is not the one listened on; it appears in links and endpoints.',
  ),
  WELLSPRING_REGION: setting(
    z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must look like us-east-1')
      .default('us-east-1'),
    'The AWS region that requests are signed for.',
  ),
  WELLSPRING_ACCOUNT_ID: setting(
    z
      .string()
      .regex(/^\d{12}$/, 'must be 12 digits')
      .default('000000000000'),
    'The AWS account id in ARNs.',
  ),
  WELLSPRING_ROOT_ACCESS_KEY_ID: setting(
    z
      .string()
      .regex(/^(?!ASIA)\w{16,128}$/, 'must be 16 to 128 letters and digits, as AKIA..., not ASIA...')
      .optional(),
    'The access key id of the root credential, in place of the one in the data folder: for servers that share a database.',
  ),
  WELLSPRING_ROOT_SECRET_ACCESS_KEY: setting(
    z.string().min(16).max(128).optional(),
    'The secret of that access key.',
    true,
  ),
  WELLSPRING_MASTER_KEY: setting(
    z
      .string()
      .refine(
        (text) => readMasterKey(text) !== undefined,
        'must be 32 bytes in base 64 (openssl rand -base64 32)',
      )
      .optional(),
    'The key that seals secrets in the database and session tokens, 32 bytes in base 64, in place of the file `master-key` in the data folder: servers that share a database need the same.',
    true,
  ),
  WELLSPRING_TOKEN_HOOKS: setting(
    json(tokenHooks).default('{}'),
    'Where the functions answer that check access tokens in place of Lambda functions: a JSON object, `{"arn:aws:lambda:...": "https://..."}`, by the `IdpLambdaArn` of the data stores.',
  ),
  WELLSPRING_INTROSPECTION_CLIENTS: setting(
    json(introspectionClients).default('{}'),
    'Who this server is when it asks an authorization server about an access token: a JSON object by the `introspection_endpoint`, `{"https://...": {"clientId": "...", "clientSecret": "..."}}`.',
    true,
  ),
  WELLSPRING_PRIVATE_IDENTITY_PROVIDERS: setting(
    z.stringbool().default(false),
    'Whether the metadata of a data store may name a `jwks_uri` on this machine or in a private network.',
  ),
  WELLSPRING_TOKEN_CACHE: setting(
    z.coerce.number().int().min(0).max(1_000_000).default(5_000),
    'How many access tokens that were checked are remembered.',
  ),
  WELLSPRING_TOKEN_CACHE_SECONDS: setting(
    z.coerce.number().int().min(0).max(3_600).default(60),
    'How long they are, and so how long a revoked token may still be taken, in seconds; never longer than the token holds.',
  ),
};
