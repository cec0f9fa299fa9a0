import { createClosing } from '../closing.js';
import type { Settings } from '../configuration/schema.js';
import { layFoundation } from '../foundation.js';
import { startLog } from '../log.js';
import type { RunningProgram } from '../running-program.js';
import { openConnectionDesk } from './connection-desk.js';
import { createProcessGroup } from './process-group.js';

/**
 * Starts as many processes as the settings say, which serve together behind one port. This one holds what a node has
 * once (the lock of its data folder, the embedded database, migrations), and hands them their connections.
 * docs/adr/0021-processes-of-one-node.md says why.
 *
 * @throws WellspringError as `layFoundation` and `serveOn`, and `process-failed`
 */
export async function startProcesses(settings: Settings): Promise<RunningProgram> {
  const log = startLog(settings);
  const closing = createClosing((error) => {
    log.error({ err: error }, 'closing failed');
  });
  try {
    const foundation = await layFoundation(settings, log, closing.later);
    const { WELLSPRING_HOST: host, WELLSPRING_PORT: port, WELLSPRING_MAX_CONNECTIONS: most } = settings;
    const desk = await openConnectionDesk({ host, port, maxConnections: most });
    const group = createProcessGroup({
      foundation,
      settings: { ...settings, WELLSPRING_PORT: desk.port },
      desk,
      log,
    });
    closing.later(() => {
      desk.close();
      return group.stop();
    });
    return { endpoint: await group.start(), stop: closing.close };
  } catch (error) {
    await closing.close();
    throw error;
  }
}
