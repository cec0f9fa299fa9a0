import { migrateAudit } from '@wellspring/audit';
import { migrateAuthorization } from '@wellspring/authorization';
import { createDataStoreLifeCycle, migrateControl } from '@wellspring/control';
import { allocateNode, lockFolder } from '@wellspring/database';
import { createJobs, migrateJobs } from '@wellspring/jobs';
import { createAsyncRunner } from '@wellspring/rest';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { pino, type Logger } from 'pino';
import { openAuditTrail, openTrailKeeper } from './audit-trail.js';
import { openAuthorization } from './authorization/open-authorization.js';
import { recordBackgroundCalls } from './background-calls.js';
import { createClosing } from './closing.js';
import { endpointOf } from './commands/connection.js';
import { showSettings } from './configuration/read-settings.js';
import type { Settings } from './configuration/schema.js';
import { proxyAddresses } from './configuration/proxy-address.js';
import { prepareDataFolder } from './data-folder.js';
import { openDatabase } from './database-choice.js';
import { createCallRecorder } from './front/call-recorder.js';
import { createFront, type Rooms } from './front/front.js';
import { createRequestOrigin } from './front/request-origin.js';
import { healthOf } from './health.js';
import { jobObjects } from './job-objects.js';
import { openIdentities } from './identities.js';
import { openObjectStore } from './object-store.js';
import { createAdmission } from './pressure/admission.js';
import { createBusySign } from './pressure/busy-sign.js';
import { createLanes } from './pressure/lanes.js';
import { createLoadFigures } from './pressure/load-figures.js';
import { createRefusalLog } from './pressure/refusal-log.js';
import { createRooms, restOptions } from './rooms.js';
import { certificateFor } from './transport/certificate-choice.js';
import { checkExposure } from './transport/exposure.js';
import { listen } from './transport/listener.js';
import { version } from './version.js';

/** A program that serves. */
export interface RunningProgram {
  /** Where it answers, without a slash at the end. */
  readonly endpoint: string;
  /** Ends requests, jobs and the embedded database, within 10 s. */
  stop(): Promise<void>;
}

/** Over how long it is seen whether a client is too slow, in milliseconds. */
const SLOW_CLIENT_WINDOW_MS = 30_000;

/** How long requests in flight may take to finish when the program stops, in milliseconds. */
const requestGrace = 3_000;

/**
 * Starts everything the settings describe, from the database up to the listener; whatever fails, what
 * was opened before it is closed again.
 *
 * @throws WellspringError `cannot-listen`, `certificate-unusable`, `plain-http-exposed`, `data-folder-in-use`, `data-folder-unusable`,
 * `embedded-database-failed`, `database-unavailable`, `database-too-old` ...
 */
export async function startProgram(settings: Settings): Promise<RunningProgram> {
  const log = pino({ level: settings.WELLSPRING_LOG_LEVEL }, pino.destination(2));
  const closing = createClosing((error) => {
    log.error({ err: error }, 'closing failed');
  });
  try {
    return { endpoint: await open(settings, log, closing.later), stop: closing.close };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function open(
  settings: Settings,
  log: Logger,
  closeLater: (close: () => Promise<unknown>) => void,
): Promise<string> {
  log.info({ settings: showSettings(settings), version }, 'starting');
  checkExposure(settings);
  const dataFolder = await prepareDataFolder(settings.WELLSPRING_DATA);
  const lock = await lockFolder(dataFolder);
  closeLater(() => lock.release());
  const { url, database, stop } = await openDatabase(settings, dataFolder, log);
  closeLater(stop);
  await migrateCatalog(url);
  await migrateJobs(url);
  await migrateControl(url);
  await migrateAudit(url);
  await migrateAuthorization(url);
  const warn = (problem: string): void => {
    log.warn(problem);
  };
  const identities = await openIdentities(settings, { dataFolder, database, url, warn });
  closeLater(() => identities.keyUses.stop());
  const trail = openAuditTrail(settings, { dataFolder, database, sealer: identities.sealer, log });
  await trail.start();
  closeLater(() => trail.stop());
  const slot = await allocateNode(database);
  closeLater(() => slot.release());
  const registry = createRegistry({
    database,
    url,
    slot,
    searchTimeoutMs: settings.WELLSPRING_SEARCH_TIMEOUT_MS,
    cacheBytes: settings.WELLSPRING_SEARCH_CACHE_BYTES,
  });
  await registry.migrateSchemas();
  const objects = await openObjectStore(settings, dataFolder);
  const { sealer } = identities;
  const keeper = openTrailKeeper(settings, { database, sealer, objects: objects.client, log });
  closeLater(() => keeper.stop());
  const admission = createAdmission(createLanes(settings));
  const jobs = createJobs({
    database,
    databaseUrl: url,
    registry,
    ...jobObjects(settings, objects, identities.authorizer),
    log,
    isBusy: createBusySign(admission),
    settings: {
      importShare: settings.WELLSPRING_IMPORT_SHARE,
      embeddedDatabase: settings.DATABASE_URL === undefined,
      validationLevel: settings.WELLSPRING_VALIDATION_LEVEL,
      maxQueued: settings.WELLSPRING_JOB_QUEUE,
      exportFileBytes: settings.WELLSPRING_EXPORT_FILE_BYTES,
      importQuality: settings.WELLSPRING_IMPORT_QUALITY,
      qualityHistory: settings.WELLSPRING_QUALITY_HISTORY,
      ownBucket: settings.WELLSPRING_BULK_BUCKET,
      keepMs: settings.WELLSPRING_BULK_FILE_HOURS * 3_600_000,
      ...(settings.WELLSPRING_IMPORT_WORKERS !== undefined && {
        workers: settings.WELLSPRING_IMPORT_WORKERS,
      }),
    },
  });
  const asyncRunner = createAsyncRunner({
    ...restOptions(settings),
    carriedOut: recordBackgroundCalls(trail),
    registry,
    keptDays: settings.WELLSPRING_ASYNC_TRANSACTION_DAYS,
    log,
  });
  const lifeCycle = createDataStoreLifeCycle({ registry, database, log });

  // The port may be any free one, and the rooms put the address into their links: they are made when
  // it is known, and requests that come first wait for them.
  let openDoors!: (rooms: Rooms) => void;
  const rooms = new Promise<Rooms>((resolve) => {
    openDoors = resolve;
  });
  const recorder = createCallRecorder(trail);
  const figures = createLoadFigures(admission, database);
  closeLater(() => {
    figures.stop();
    return Promise.resolve();
  });
  const health = healthOf(database, () => figures.page());
  const originOf = createRequestOrigin(proxyAddresses(settings.WELLSPRING_TRUSTED_PROXIES));
  const refusals = createRefusalLog(log);
  const front = rooms.then((ready) =>
    createFront(ready, recorder, originOf, health, admission, refusals, log),
  );
  const certificate = await certificateFor(settings, dataFolder);
  const listener = await listen(
    {
      host: settings.WELLSPRING_HOST,
      port: settings.WELLSPRING_PORT,
      ...(certificate && { certificate }),
      maxConnections: settings.WELLSPRING_MAX_CONNECTIONS,
      slowClients: { bytesPerSecond: settings.WELLSPRING_SLOW_CLIENT_BYTES, windowMs: SLOW_CLIENT_WINDOW_MS },
      log,
    },
    async (incoming, outgoing) => (await front)(incoming, outgoing),
  );
  const stopping = new AbortController();
  // All at once, so that the slowest of them is what stopping takes.
  closeLater(() => {
    stopping.abort();
    return Promise.all([listener.close(requestGrace), jobs.stop(), asyncRunner.stop(), lifeCycle.stop()]);
  });
  const endpoint = endpointOf(settings, listener.port);
  const authorization = openAuthorization(settings, {
    database,
    registry,
    sealer: identities.sealer,
    endpoint,
    log,
  });
  closeLater(() => authorization?.stop() ?? Promise.resolve());
  openDoors(
    createRooms({
      settings,
      endpoint,
      identities,
      trail,
      embeddedObjects: objects.embedded,
      authorization,
      stopping: stopping.signal,
      registry,
      jobs,
      database,
      lifeCycle,
      asyncRunner,
      log,
    }),
  );
  lifeCycle.start();
  keeper.start();
  asyncRunner.start();
  authorization?.start();
  await jobs.run();
  return endpoint;
}
