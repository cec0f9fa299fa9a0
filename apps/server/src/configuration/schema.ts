import { readQuotaOverrides } from '@wellspring/access';
import { validationLevels } from '@wellspring/fhir';
import { defaultPackageLimits } from '@wellspring/store';
import { z } from 'zod';
import { auditSettings } from './audit-settings.js';
import { authorizationSettings } from './authorization-settings.js';
import { identitySettings } from './identity-settings.js';
import { networkSettings } from './network-settings.js';
import { pressureSettings } from './pressure-settings.js';
import { bytes, milliseconds, setting, type SettingMeta } from './setting.js';

/**
 * Every setting, by the environment variable it is read from, with its default. This one schema
 * reads the environment, is shown at start, and writes `docs/configuration.md`.
 */
export const settings = z.strictObject({
  ...networkSettings,
  ...identitySettings,
  WELLSPRING_PROCESSES: setting(
    z.coerce.number().int().min(1).max(64).default(1),
    'How many processes serve behind the port, one a core at most; an import has as many worker threads then. Connections, caches and quotas are shared between them.',
  ),
  WELLSPRING_PROCESS_SILENCE_MS: setting(
    milliseconds.min(3_000).max(3_600_000).default(60_000),
    'With several processes, one whose event loop has stood still for so long is ended and replaced.',
  ),
  DATABASE_URL: setting(
    z.string().min(1).optional(),
    'A PostgreSQL (14 or newer) to use in place of the embedded one.',
    true,
  ),
  WELLSPRING_CITUS: setting(
    z.stringbool().default(false),
    'Whether data stores are spread over the nodes of Citus: DATABASE_URL names its coordinator then (see [scaling](scaling.md)). For new data stores; those that have resources stay as they are.',
  ),
  WELLSPRING_DATABASE_CONNECTIONS: setting(
    z.coerce.number().int().min(4).max(500).default(20),
    'The most connections that the server keeps open to the database, all its processes together (10 a process at least); searches, single reads and writes, single statements, and transactions with jobs have shares of their own. Import workers come on top, and with Citus as many again as transactions have.',
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
  ...pressureSettings,
  ...auditSettings,
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
    'Worker threads of an import, each with up to five database connections; default: WELLSPRING_PROCESSES where that is more than 1, else the number of cores, at most 4.',
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
  ...authorizationSettings,
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
      .default(32 * 1024 * 1024),
    'Memory for resources that reads and searches found, in bytes, what JavaScript needs for each counted, all data stores together; 0 for none.',
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
  .refine((values) => !values.WELLSPRING_CITUS || values.DATABASE_URL !== undefined, {
    path: ['WELLSPRING_CITUS'],
    message: 'needs DATABASE_URL: the embedded PostgreSQL has no Citus',
  })
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
