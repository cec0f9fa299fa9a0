import type { Sealer } from '@wellspring/access';
import { createAuditTrail, trailKeyPurpose, type AuditTrail } from '@wellspring/audit';
import type { Database } from '@wellspring/database';
import type { Logger } from 'pino';
import type { Settings } from './configuration/schema.js';

/** The audit trail of a node, as the settings have it. */
export function openAuditTrail(
  settings: Settings,
  {
    dataFolder,
    database,
    sealer,
    log,
  }: {
    readonly dataFolder: string;
    readonly database: Database;
    readonly sealer: Sealer;
    readonly log: Logger;
  },
): AuditTrail {
  return createAuditTrail({
    database,
    secret: sealer.derive(trailKeyPurpose),
    folder: dataFolder,
    accountId: settings.WELLSPRING_ACCOUNT_ID,
    region: settings.WELLSPRING_REGION,
    searchValues: settings.WELLSPRING_AUDIT_SEARCH_VALUES,
    mostWaiting: settings.WELLSPRING_AUDIT_QUEUE,
    onTrouble: ({ what, error }) => {
      log.error({ err: error }, what);
    },
  });
}
