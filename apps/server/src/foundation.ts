import { migrateAudit } from '@wellspring/audit';
import { migrateAuthorization } from '@wellspring/authorization';
import { migrateControl } from '@wellspring/control';
import { allocateNode, connect, lockFolder, requireCitus, requireSupportedServer } from '@wellspring/database';
import { checkMasterKey, migrateIam } from '@wellspring/iam';
import { migrateJobs } from '@wellspring/jobs';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import type { Logger } from 'pino';
import { showSettings } from './configuration/read-settings.js';
import type { Settings } from './configuration/schema.js';
import { prepareDataFolder } from './data-folder.js';
import { startDatabase } from './database-choice.js';
import { sweepObjectStore } from './object-store.js';
import { readSecrets } from './secrets.js';
import type { CertificateFiles } from './transport/certificate.js';
import { certificateFor } from './transport/certificate-choice.js';
import { checkExposure } from './transport/exposure.js';
import { version } from './version.js';

/** What a node has once, however many processes serve on it. It can be sent from one process to another. */
export interface Foundation {
  /** Its absolute path. */
  readonly dataFolder: string;
  /** That of the database; its tables are those of this program. */
  readonly url: string;
  /** Undefined: the server speaks plain HTTP. */
  readonly certificate: CertificateFiles | undefined;
  /** How many processes serve on it. */
  readonly processes: number;
}

/**
 * Lays what serving stands on: the data folder and its lock, the embedded database, migrations, secrets, the
 * certificate. The process that does it keeps it until the others have ended.
 *
 * @param closeLater told how to let go of each, in the order in which they were made
 * @throws WellspringError `certificate-unusable`, `plain-http-exposed`, `data-folder-in-use`, `data-folder-unusable`,
 * `embedded-database-failed`, `database-unavailable`, `database-too-old`, `master-key-mismatch` ...
 */
export async function layFoundation(
  settings: Settings,
  log: Logger,
  closeLater: (close: () => Promise<unknown>) => void,
): Promise<Foundation> {
  log.info({ settings: showSettings(settings), version }, 'starting');
  checkExposure(settings);
  const dataFolder = await prepareDataFolder(settings.WELLSPRING_DATA);
  const lock = await lockFolder(dataFolder);
  closeLater(() => lock.release());
  const { url, stop } = await startDatabase(settings, dataFolder, log);
  closeLater(stop);
  await prepareDatabase(settings, dataFolder, url, log);
  const processes = settings.WELLSPRING_PROCESSES;
  if (processes > 1) await sweepObjectStore(settings, dataFolder);
  return { dataFolder, url, certificate: await certificateFor(settings, dataFolder), processes };
}

/** Brings the database to the state of this program, and sees to it that its secrets are those of this node. */
async function prepareDatabase(
  settings: Settings,
  dataFolder: string,
  url: string,
  log: Logger,
): Promise<void> {
  const database = connect({ url, max: 2 });
  try {
    await requireSupportedServer(database);
    if (settings.WELLSPRING_CITUS) await requireCitus(database);
    await migrateCatalog(url);
    await migrateJobs(url);
    await migrateControl(url);
    await migrateAudit(url);
    await migrateAuthorization(url);
    await migrateIam(url);
    const { sealer } = await readSecrets(settings, dataFolder, (problem) => {
      log.warn(problem);
    });
    await checkMasterKey(database, sealer);
    const slot = await allocateNode(database);
    try {
      await createRegistry({ database, url, slot, citus: settings.WELLSPRING_CITUS }).migrateSchemas();
    } finally {
      await slot.release();
    }
  } finally {
    await database.close();
  }
}
