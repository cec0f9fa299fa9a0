import type { Sealer } from '@wellspring/access';
import {
  createAuditTrail,
  createTrailKeeper,
  trailKeyPurpose,
  type AuditTrail,
  type TrailKeeper,
  type TrailWriter,
} from '@wellspring/audit';
import type { Database } from '@wellspring/database';
import type { ObjectClient } from '@wellspring/objects';
import type { Logger } from 'pino';
import type { Settings } from './configuration/schema.js';

/** The audit trail of a process, as the settings have it. */
export function openAuditTrail(
  settings: Settings,
  {
    dataFolder,
    database,
    sealer,
    log,
    writer,
  }: {
    readonly dataFolder: string;
    readonly database: Database;
    readonly sealer: Sealer;
    readonly log: Logger;
    readonly writer: TrailWriter;
  },
): AuditTrail {
  return createAuditTrail({
    database,
    secret: sealer.derive(trailKeyPurpose),
    folder: dataFolder,
    writer,
    accountId: settings.WELLSPRING_ACCOUNT_ID,
    region: settings.WELLSPRING_REGION,
    searchValues: settings.WELLSPRING_AUDIT_SEARCH_VALUES,
    mostWaiting: settings.WELLSPRING_AUDIT_QUEUE,
    onTrouble: ({ what, error }) => {
      log.error({ err: error }, what);
    },
  });
}

/** What is done with the trail in the background, as the settings have it. */
export function openTrailKeeper(
  settings: Settings,
  {
    database,
    sealer,
    objects,
    log,
  }: {
    readonly database: Database;
    readonly sealer: Sealer;
    readonly objects: ObjectClient;
    readonly log: Logger;
  },
): TrailKeeper {
  const bucket = settings.WELLSPRING_AUDIT_BUCKET;
  const { WELLSPRING_ACCOUNT_ID: accountId, WELLSPRING_REGION: region } = settings;
  return createTrailKeeper({
    database,
    secret: sealer.derive(trailKeyPurpose),
    retentionDays: settings.WELLSPRING_AUDIT_RETENTION_DAYS,
    delivery: bucket === undefined ? undefined : { database, sealer, objects, bucket, accountId, region },
    onTrouble: ({ what, error }) => {
      log.error({ err: error }, what);
    },
  });
}
