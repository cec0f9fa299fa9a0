import {
  createAuthenticator,
  createRequestQuotas,
  dataStoreArn,
  quotaProfiles,
  readQuotaOverrides,
  type RequestQuotas,
} from '@wellspring/access';
import { createCloudTrailHandler, trailKeyPurpose, type AuditTrail } from '@wellspring/audit';
import type { AuthorizationServer } from '@wellspring/authorization';
import {
  controlDefaults,
  createControlHandler,
  createResourceTags,
  createTagTable,
  type ControlDependencies,
} from '@wellspring/control';
import type { Awaitable, CallRecord, HttpRequest } from '@wellspring/http';
import { createIamHandler, createStsHandler } from '@wellspring/iam';
import { createS3Handler, requireReadable, type EmbeddedObjects } from '@wellspring/objects';
import {
  calledAction,
  createRestHandler,
  type AsyncRunner,
  type RestCaller,
  type RestOptions,
} from '@wellspring/rest';
import type { CheckedToken } from '@wellspring/smart';
import type { Logger } from 'pino';
import type { Settings } from './configuration/schema.js';
import { wordError } from './front/error-wording.js';
import type { Rooms } from './front/front.js';
import type { Identities } from './identities.js';
import { shareOfQuota } from './processes/share-of-quota.js';
import { openSmartAccess } from './smart/open-smart-access.js';
import { tokenCaller } from './smart/token-caller.js';
import { version } from './version.js';

/** What the rooms are made from. */
export interface RoomsOptions extends Omit<
  ControlDependencies,
  'config' | 'log' | 'resourceTags' | 'quotas'
> {
  readonly settings: Settings;
  /** The address that stands in links and endpoints, without a slash at the end. */
  readonly endpoint: string;
  readonly identities: Identities;
  readonly trail: AuditTrail;
  /** Undefined where an external S3 is used. */
  readonly embeddedObjects: EmbeddedObjects | undefined;
  /** The built-in authorization server; undefined where it is off. */
  readonly authorization: AuthorizationServer | undefined;
  /** Aborted when the program stops. */
  readonly stopping: AbortSignal;
  readonly asyncRunner: AsyncRunner;
  readonly log: Logger;
}

/** The rooms behind the front, wired to each other and to the settings. */
export function createRooms(options: RoomsOptions): Rooms {
  const {
    settings,
    endpoint,
    identities,
    embeddedObjects,
    asyncRunner,
    log,
    registry,
    jobs,
    database,
    lifeCycle,
  } = options;
  const region = settings.WELLSPRING_REGION;
  const accountId = settings.WELLSPRING_ACCOUNT_ID;
  const maxBodyBytes = settings.WELLSPRING_MAX_BODY_BYTES;
  const resourceTags = createResourceTags(createTagTable(database));
  const quotas = requestQuotas(settings);
  const smart = openSmartAccess(settings, registry, endpoint, options.authorization?.builtIn);
  options.stopping.addEventListener('abort', () => {
    smart.close();
  });
  const callerOfToken = async (
    checking: Awaitable<CheckedToken | undefined>,
    storeId: string,
    record: CallRecord,
  ): Promise<RestCaller | undefined> => {
    const checked = await checking;
    const arn = dataStoreArn({ region, accountId }, storeId);
    return checked && tokenCaller(checked, { roles: identities.authorizer, dataStoreArn: arn, record });
  };
  return {
    tokenCaller(request, { storeId, below }, record) {
      const checked = smart.checkToken({
        storeId,
        authorization: request.headers['authorization'],
        isPresigned: request.query.includes('X-Amz-'),
        // Of an address that leads nowhere nothing is told but that.
        operationName: () => calledAction(request, below) ?? 'Unknown',
      });
      return checked && callerOfToken(checked, storeId, record);
    },
    smartConfiguration: (storeId) => smart.smartConfiguration(storeId),
    authenticate: createAuthenticator({
      credentials: identities.credentials,
      region,
      services: ['healthlake', 's3', 'iam', 'sts', 'cloudtrail'],
      now: Date.now,
      // A client that does not send its body's hash beside it has it read whole before it is let in.
      maxBufferedBody: (request) => (isLarge(request) ? settings.WELLSPRING_MAX_BUNDLE_BYTES : maxBodyBytes),
    }),
    callerOf(authenticated, origin, record) {
      const { identity, accessKeyId, service } = authenticated;
      if (identity.kind === 'user' && identity.temporary === undefined)
        identities.keyUses.noted(accessKeyId, service, authenticated.region);
      return identities.authorizer.callerOf(authenticated, origin, record);
    },
    iam: createIamHandler(identities.iam),
    sts: createStsHandler({
      directory: identities.iam.directory,
      tokens: identities.tokens,
      rootKeyId: identities.root.accessKeyId,
      accountId,
      region,
      now: Date.now,
    }),
    cloudtrail: createCloudTrailHandler({
      database,
      trail: options.trail,
      secret: identities.sealer.derive(trailKeyPurpose),
    }),
    control: createControlHandler({
      registry,
      jobs,
      database,
      lifeCycle,
      resourceTags,
      quotas,
      log,
      config: {
        ...controlDefaults,
        region,
        accountId,
        publicUrl: endpoint,
        hasBuiltInAuthorization: options.authorization !== undefined,
        maxDataStores: settings.WELLSPRING_DATASTORE_QUOTA,
      },
    }),
    rest: createRestHandler({
      ...restOptions(settings),
      registry,
      jobs,
      publicUrl: endpoint,
      conditionKeys: (id) => resourceTags.conditionKeys(id),
      requireReadable: (caller, object) => requireReadable(caller, object, embeddedObjects),
      quotas,
      stopping: options.stopping,
      async: {
        mostPending: settings.WELLSPRING_ASYNC_TRANSACTIONS,
        wake: () => {
          asyncRunner.wake();
        },
      },
    }),
    s3:
      embeddedObjects &&
      createS3Handler(embeddedObjects, {
        region,
        accountId,
        onFailure: (error, requestId) => {
          log.error({ requestId, err: error }, 'a request to the object store failed');
        },
      }),
    authorization: options.authorization,
    errorResponse: wordError,
  };
}

/** The settings were read: what they hold is right. */
function requestQuotas(settings: Settings): RequestQuotas {
  const read = readQuotaOverrides(settings.WELLSPRING_QUOTA_OVERRIDES ?? '{}');
  if (!read.ok) throw new TypeError(read.fault);
  const processes = settings.WELLSPRING_PROCESSES;
  const profile = quotaProfiles[settings.WELLSPRING_QUOTAS].map((quota) => shareOfQuota(quota, processes));
  const overrides = [...read.overrides].map(
    ([action, quota]) => [action, quota && shareOfQuota(quota, processes)] as const,
  );
  return createRequestQuotas(profile, new Map(overrides));
}

/** What the settings say of the FHIR data plane, be it asked over HTTP or in the background. */
export function restOptions(settings: Settings): Omit<RestOptions, 'registry'> {
  const account = { region: settings.WELLSPRING_REGION, accountId: settings.WELLSPRING_ACCOUNT_ID };
  return {
    version,
    dataStoreArn: (id) => dataStoreArn(account, id),
    maxBodyBytes: settings.WELLSPRING_MAX_BODY_BYTES,
    idempotencyHours: settings.WELLSPRING_IDEMPOTENCY_HOURS,
    maxReleaseBytes: settings.WELLSPRING_MAX_RELEASE_BYTES,
    bundles: {
      bytes: settings.WELLSPRING_MAX_BUNDLE_BYTES,
      batchEntries: settings.WELLSPRING_BATCH_ENTRIES,
      transactionEntries: settings.WELLSPRING_TRANSACTION_ENTRIES,
    },
    validationLevel: settings.WELLSPRING_VALIDATION_LEVEL,
    packages: {
      archiveBytes: settings.WELLSPRING_PACKAGE_BYTES,
      unpackedBytes: settings.WELLSPRING_PACKAGE_UNPACKED_BYTES,
      fileBytes: settings.WELLSPRING_PACKAGE_FILE_BYTES,
      files: settings.WELLSPRING_PACKAGE_FILES,
    },
    changeReaders: settings.WELLSPRING_CHANGE_READERS,
    statusPolls: settings.WELLSPRING_BULK_STATUS_POLLS,
    includes: {
      depth: settings.WELLSPRING_INCLUDE_DEPTH,
      resources: settings.WELLSPRING_INCLUDE_RESOURCES,
    },
    searchCounts: {
      defaultCount: settings.WELLSPRING_SEARCH_COUNT,
      maxCount: settings.WELLSPRING_SEARCH_MAX_COUNT,
    },
  };
}

/** A Bundle, or a package. */
function isLarge({ method, path }: HttpRequest): boolean {
  return method === 'POST' && /^\/datastore\/[^/]+\/r4(?:\/?|\/\$package-add)$/.test(path);
}
