import { readQuotaOverrides } from '@wellspring/access';
import { validationLevels } from '@wellspring/fhir';
import { defaultPackageLimits } from '@wellspring/store';
import { z } from 'zod';
import { readMasterKey } from '@wellspring/access';
import { isProxyAddress, proxyAddresses } from './proxy-address.js';
import { introspectionClients, tokenHooks } from './token-settings.js';

const port = z.coerce.number().int().min(0).max(65_535);
const bytes = z.coerce.number().int().positive();
const milliseconds = z.coerce.number().int().positive();

/** A JSON object in one variable; it is kept as the text it is. */
function json(shape: z.ZodType) {
  return z.string().superRefine((text, context) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return;
    }
    const result = shape.safeParse(value);
    for (const { path, message } of result.error?.issues ?? [])
      context.addIssue({ code: 'custom', message: [...path.map(String), message].join(': ') });
  });
}

interface SettingMeta {
  /** What the setting does, for `docs/configuration.md`. */
  readonly description: string;
  /** Never shown, not at start and not in a log. */
  readonly secret?: boolean;
}

function setting<T extends z.ZodType>(schema: T, description: string, secret = false): T {
  return schema.meta({ description, secret } satisfies SettingMeta);
}

/**
 * Every setting, by the environment variable it is read from, with its default. This one schema
 * reads the environment, is shown at start, and writes `docs/configuration.md`.
 */
export const settings = z.strictObject({
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
  DATABASE_URL: setting(
    z.string().min(1).optional(),
    'A PostgreSQL (14 or newer) to use in place of the embedded one.',
    true,
  ),
  WELLSPRING_DATABASE_CONNECTIONS: setting(
    z.coerce.number().int().min(2).max(500).default(16),
    'The most connections that the server keeps open to the database, half of them for searches; import workers come on top.',
  ),
  WELLSPRING_S3_ENDPOINT: setting(
    z.url().optional(),
    'An S3 to read imports from and write exports to; the embedded object store is off then.',
  ),
  WELLSPRING_S3_REGION: setting(
    z.string().min(1).optional(),
    'The region of that S3; default: WELLSPRING_REGION.',
  ),
  WELLSPRING_S3_ACCESS_KEY_ID: setting(z.string().min(1).optional(), 'The access key for that S3.'),
  WELLSPRING_S3_SECRET_ACCESS_KEY: setting(
    z.string().min(1).optional(),
    'The secret of that access key.',
    true,
  ),
  WELLSPRING_LOG_LEVEL: setting(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    'How much to log; the log goes to standard error, one JSON object a line.',
  ),
  WELLSPRING_AUDIT_SEARCH_VALUES: setting(
    z.stringbool().default(false),
    'Whether the audit trail holds the values of searches, too. They name patients: who may read the trail sees them then.',
  ),
  WELLSPRING_AUDIT_BUCKET: setting(
    z
      .string()
      .regex(/^[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
      .optional(),
    'The bucket that the audit trail is delivered to every hour, with signed digests; made when needed.',
  ),
  WELLSPRING_AUDIT_RETENTION_DAYS: setting(
    z.coerce.number().int().min(2_190, 'must be 2190 (six years) at least').max(36_500).default(2_190),
    'How long the audit trail is kept, in days: six years at least.',
  ),
  WELLSPRING_AUDIT_QUEUE: setting(
    z.coerce.number().int().min(100).max(1_000_000).default(20_000),
    'How many events of the audit trail may wait in memory to be written; requests are refused when there are more.',
  ),
  WELLSPRING_MAX_BODY_BYTES: setting(
    bytes.default(5 * 1024 * 1024),
    'The largest body of a request to the FHIR data plane; larger resources come in by import.',
  ),
  WELLSPRING_MAX_BUNDLE_BYTES: setting(
    bytes.max(1024 * 1024 * 1024).default(64 * 1024 * 1024),
    'The largest body of a batch or transaction; it is held in memory while it is carried out.',
  ),
  WELLSPRING_BATCH_ENTRIES: setting(
    z.coerce.number().int().min(1).max(100_000).default(500),
    'The most entries of a batch, or of a message.',
  ),
  WELLSPRING_TRANSACTION_ENTRIES: setting(
    z.coerce.number().int().min(1).max(100_000).default(5_000),
    'The most entries of a transaction.',
  ),
  WELLSPRING_ASYNC_TRANSACTIONS: setting(
    z.coerce.number().int().min(1).max(100_000).default(500),
    'How many transactions sent with `Prefer: respond-async` may wait in one data store.',
  ),
  WELLSPRING_ASYNC_TRANSACTION_DAYS: setting(
    z.coerce.number().int().min(1).max(3_650).default(90),
    'How long the answers to such transactions are kept, in days.',
  ),
  WELLSPRING_IDEMPOTENCY_HOURS: setting(
    z.coerce.number().int().min(1).max(8_760).default(24),
    'How long a create is not repeated under the same x-amz-fhir-idempotency-key, in hours.',
  ),
  WELLSPRING_DATASTORE_QUOTA: setting(
    z.coerce.number().int().positive().default(20),
    'How many data stores there may be at once.',
  ),
  WELLSPRING_QUOTAS: setting(
    z.enum(['generous', 'healthlake']).default('generous'),
    'How many requests of each kind are answered: `generous` stops what runs in a circle, `healthlake` is what AWS gives an account by default.',
  ),
  WELLSPRING_QUOTA_OVERRIDES: setting(
    z
      .string()
      .max(65_536)
      .superRefine((text, context) => {
        const read = readQuotaOverrides(text);
        if (!read.ok) context.addIssue({ code: 'custom', message: read.fault });
      })
      .optional(),
    'Other quotas for single actions, as JSON: `{"SearchWithGet":50,"SearchEverything":{"dataStore":2},"GetCapabilities":null}` are 50 requests a second, 2 to each data store, and any number.',
  ),
  WELLSPRING_JOB_QUEUE: setting(
    z.coerce.number().int().positive().default(25),
    'How many jobs of a kind may wait in the queue of one data store.',
  ),
  WELLSPRING_IMPORT_WORKERS: setting(
    z.coerce.number().int().min(1).max(256).optional(),
    'Worker threads of an import, each with up to five database connections; default: the number of cores, at most 4.',
  ),
  WELLSPRING_IMPORT_QUALITY: setting(
    z.stringbool().default(true),
    'Whether each import is followed by a report on the quality of what it wrote, beside its manifest.',
  ),
  WELLSPRING_QUALITY_HISTORY: setting(
    z.coerce.number().int().min(1).max(1_000).default(30),
    'Reports on data quality that are kept: of a data store the figures of so many, of imports so many reports.',
  ),
  WELLSPRING_EXPORT_FILE_BYTES: setting(
    bytes.default(256 * 1024 * 1024),
    'An export starts a new file when the one it writes reaches this size.',
  ),
  WELLSPRING_BULK_BUCKET: setting(
    z
      .string()
      .regex(/^[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
      .default('wellspring-bulk-data'),
    'The bucket for the files of FHIR bulk exports and imports that name no place of their own; made when needed.',
  ),
  WELLSPRING_BULK_FILE_HOURS: setting(
    z.coerce.number().positive().max(8_760).default(48),
    'How long these files can be downloaded, in hours; then they are removed.',
  ),
  WELLSPRING_BULK_STATUS_POLLS: setting(
    z.coerce.number().int().min(0).max(1_000_000).default(300),
    'How many requests a minute for the status of one bulk export or import are answered, by each server; 0 for any number.',
  ),
  WELLSPRING_AUTHORIZATION_SERVER: setting(
    z
      .enum(['on', 'off'])
      .default('on')
      .transform((value) => value === 'on'),
    'The built-in SMART authorization server: it serves data stores with a SMART strategy that name no other one. `on` or `off`.',
  ),
  WELLSPRING_AUTHORIZATION_TOKEN_MINUTES: setting(
    z.coerce.number().int().min(1).max(1_440).default(60),
    'How long an access token of the built-in authorization server holds, in minutes.',
  ),
  WELLSPRING_AUTHORIZATION_SERVICE_TOKEN_MINUTES: setting(
    z.coerce.number().int().min(1).max(60).default(5),
    'How long an access token that it gives a backend service holds, in minutes.',
  ),
  WELLSPRING_AUTHORIZATION_REFRESH_DAYS: setting(
    z.coerce.number().int().min(1).max(365).default(90),
    'How long a refresh token that is not used holds, in days; each use replaces it, for a year at most.',
  ),
  WELLSPRING_AUTHORIZATION_SESSION_HOURS: setting(
    z.coerce.number().int().min(1).max(168).default(8),
    'How long somebody stays logged in at the built-in authorization server, in hours.',
  ),
  WELLSPRING_AUTHORIZATION_KEY_DAYS: setting(
    z.coerce.number().int().min(1).max(3_650).default(90),
    'How long one key signs its tokens before the next one does, in days.',
  ),
  WELLSPRING_SEARCH_TIMEOUT_MS: setting(
    milliseconds.default(30_000),
    'A search that runs longer is ended with `too-costly`.',
  ),
  WELLSPRING_SEARCH_CACHE_BYTES: setting(
    z.coerce
      .number()
      .int()
      .min(0)
      .max(2 ** 40)
      .default(64 * 1024 * 1024),
    'Memory for resources that searches found, in bytes, all data stores together; 0 for none.',
  ),
  WELLSPRING_SEARCH_COUNT: setting(
    z.coerce.number().int().min(1).max(10_000).default(20),
    'Matches on a page of a search where `_count` does not say; no more than WELLSPRING_SEARCH_MAX_COUNT.',
  ),
  WELLSPRING_SEARCH_MAX_COUNT: setting(
    z.coerce.number().int().min(1).max(10_000).default(1_000),
    'The largest page of a search; a larger `_count` is taken for this.',
  ),
  WELLSPRING_CHANGE_READERS: setting(
    z.coerce.number().int().min(0).max(100_000).default(200),
    'How many requests may wait for changes at a time (`$changes` with `_wait`, or as server-sent events), all data stores together.',
  ),
  WELLSPRING_MAX_RELEASE_BYTES: setting(
    bytes.default(8 * 1024 ** 3),
    'The largest release of a code system that `wellspring terminology load` sends.',
  ),
  WELLSPRING_INCLUDE_DEPTH: setting(
    z.coerce.number().int().min(1).max(20).default(3),
    'How many steps `_include:iterate` and `_revinclude:iterate` go.',
  ),
  WELLSPRING_VALIDATION_LEVEL: setting(
    z.enum(validationLevels).default('strict'),
    'How strictly resources are validated where neither the request nor the data store says: `strict`, `structure-only` or `minimal`.',
  ),
  WELLSPRING_PACKAGE_BYTES: setting(
    bytes.default(defaultPackageLimits.archiveBytes),
    'The largest package (.tgz) that can be added to a data store.',
  ),
  WELLSPRING_PACKAGE_UNPACKED_BYTES: setting(
    bytes.default(defaultPackageLimits.unpackedBytes),
    'How much the files of a package may be together, unpacked.',
  ),
  WELLSPRING_PACKAGE_FILE_BYTES: setting(
    bytes.max(256 * 1024 * 1024).default(defaultPackageLimits.fileBytes),
    'The largest file in a package; it is held in memory, and takes some five times that while it is read.',
  ),
  WELLSPRING_PACKAGE_FILES: setting(
    z.coerce.number().int().min(1).default(defaultPackageLimits.files),
    'How many files and folders a package may have.',
  ),
  WELLSPRING_INCLUDE_RESOURCES: setting(
    z.coerce.number().int().min(1).max(100_000).default(1_000),
    'The most included resources on a page; an OperationOutcome entry says where there are more.',
  ),
});

/** The settings, those that depend on one another checked, too. */
export const consistentSettings = settings
  .refine((values) => values.WELLSPRING_SEARCH_COUNT <= values.WELLSPRING_SEARCH_MAX_COUNT, {
    path: ['WELLSPRING_SEARCH_COUNT'],
    message: 'must be no more than WELLSPRING_SEARCH_MAX_COUNT',
  })
  .refine(
    (values) => (values.WELLSPRING_TLS_CERT === undefined) === (values.WELLSPRING_TLS_KEY === undefined),
    {
      path: ['WELLSPRING_TLS_KEY'],
      message: 'a certificate needs its key: set both WELLSPRING_TLS_CERT and WELLSPRING_TLS_KEY, or neither',
    },
  )
  .refine((values) => values.WELLSPRING_TLS_CERT === undefined || !values.WELLSPRING_TLS_SELF_SIGNED, {
    path: ['WELLSPRING_TLS_SELF_SIGNED'],
    message: 'cannot be true where WELLSPRING_TLS_CERT names a certificate',
  })
  .refine(
    (values) =>
      (values.WELLSPRING_ROOT_ACCESS_KEY_ID === undefined) ===
      (values.WELLSPRING_ROOT_SECRET_ACCESS_KEY === undefined),
    {
      path: ['WELLSPRING_ROOT_SECRET_ACCESS_KEY'],
      message: 'set both WELLSPRING_ROOT_ACCESS_KEY_ID and WELLSPRING_ROOT_SECRET_ACCESS_KEY, or neither',
    },
  );

/** The settings, read and checked. */
export type Settings = Readonly<z.infer<typeof settings>>;

/** Description, secrecy and default of each setting, for showing them. */
export function describeSettings(): readonly {
  readonly name: string;
  readonly description: string;
  readonly secret: boolean;
  readonly fallback: string | undefined;
}[] {
  return Object.entries(settings.shape).map(([name, schema]) => {
    const { description, secret } = (schema as z.ZodType).meta() as SettingMeta;
    const { data } = (schema as z.ZodType<string | number | undefined>).safeParse(undefined);
    return {
      name,
      description,
      secret: secret ?? false,
      fallback: data === undefined ? undefined : String(data),
    };
  });
}
