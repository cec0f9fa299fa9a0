import { allocateNode } from '@wellspring/database';
import { createDataStoreLifeCycle } from '@wellspring/control';
import { createJobs } from '@wellspring/jobs';
import { createAsyncRunner } from '@wellspring/rest';
import { createRegistry } from '@wellspring/store';
import type { Logger } from 'pino';
import { openAuditTrail, openTrailKeeper } from './audit-trail.js';
import { openAuthorization } from './authorization/open-authorization.js';
import { recordBackgroundCalls } from './background-calls.js';
import { createClosing } from './closing.js';
import { endpointOf } from './commands/connection.js';
import type { Settings } from './configuration/schema.js';
import { proxyAddresses } from './configuration/proxy-address.js';
import { connectDatabase } from './database-choice.js';
import type { Foundation } from './foundation.js';
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
import { jobShare } from './processes/job-share.js';
import { createRooms, restOptions } from './rooms.js';
import type { RunningProgram } from './running-program.js';
import { takeConnections, type Connections } from './transport/handed-over.js';
import type { Handle } from './transport/http-server.js';
import { listen } from './transport/listener.js';

/** Over how long it is seen whether a client is too slow, in milliseconds. */
const SLOW_CLIENT_WINDOW_MS = 30_000;

/** How long requests in flight may take to finish when the program stops, in milliseconds. */
const requestGrace = 3_000;

/** Which of the processes of a node this one is. */
export interface ServingProcess {
  /** 0, 1, 2 ... */
  readonly number: number;
  /** Whether all of them serve: before that, none calls itself ready. */
  readonly isReady: () => boolean;
  /** Those that another process accepts; absent: this one listens itself. */
  readonly connections?: Connections;
}

/** The one process where there is one only. */
export const onlyProcess: ServingProcess = { number: 0, isReady: () => true };

/**
 * Serves on a foundation that was laid, from the connections to the database up to the listener; whatever fails,
 * what was opened before it is closed again. The foundation stays.
 *
 * @param settings this process's share of them
 * @throws WellspringError `cannot-listen`, `certificate-unusable`, `no-node-slot`, `database-unavailable` ...
 */
export async function serveOn(
  foundation: Foundation,
  settings: Settings,
  log: Logger,
  which: ServingProcess,
): Promise<RunningProgram> {
  const closing = createClosing((error) => {
    log.error({ err: error }, 'closing failed');
  });
  try {
    return {
      endpoint: await open(foundation, settings, log, which, closing.later),
      stop: closing.close,
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function open(
  { dataFolder, url, certificate, processes }: Foundation,
  settings: Settings,
  log: Logger,
  { number, isReady, connections }: ServingProcess,
  closeLater: (close: () => Promise<unknown>) => void,
): Promise<string> {
  const database = connectDatabase(settings, url);
  closeLater(() => database.close());
  const identities = await openIdentities(settings, { dataFolder, database, log });
  closeLater(() => identities.keyUses.stop());
  const trail = openAuditTrail(settings, {
    dataFolder,
    database,
    sealer: identities.sealer,
    log,
    writer: { number, of: processes },
  });
  await trail.start();
  closeLater(() => trail.stop());
  const slot = await allocateNode(database);
  closeLater(() => slot.release());
  const registry = createRegistry({
    database,
    url,
    slot,
    citus: settings.WELLSPRING_CITUS,
    searchTimeoutMs: settings.WELLSPRING_SEARCH_TIMEOUT_MS,
    cacheBytes: settings.WELLSPRING_SEARCH_CACHE_BYTES,
  });
  const objects = await openObjectStore(settings, dataFolder, processes > 1);
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
      ...jobShare(settings, number),
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
  const health = healthOf(database, isReady, () => figures.page());
  const originOf = createRequestOrigin(proxyAddresses(settings.WELLSPRING_TRUSTED_PROXIES));
  const refusals = createRefusalLog(log);
  const front = rooms.then((ready) =>
    createFront(ready, recorder, originOf, health, admission, refusals, log),
  );
  const serving = {
    host: settings.WELLSPRING_HOST,
    port: settings.WELLSPRING_PORT,
    ...(certificate && { certificate }),
    maxConnections: settings.WELLSPRING_MAX_CONNECTIONS,
    slowClients: { bytesPerSecond: settings.WELLSPRING_SLOW_CLIENT_BYTES, windowMs: SLOW_CLIENT_WINDOW_MS },
    log,
  };
  let serve: Handle = async (incoming, outgoing) => (await front)(incoming, outgoing);
  void front.then((ready) => {
    serve = ready;
  });
  const handle: Handle = (incoming, outgoing) => serve(incoming, outgoing);
  const listener = await (connections === undefined
    ? listen(serving, handle)
    : takeConnections(serving, handle, connections));
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
