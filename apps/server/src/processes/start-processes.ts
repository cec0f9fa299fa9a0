import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { createClosing } from '../closing.js';
import type { Settings } from '../configuration/schema.js';
import { layFoundation } from '../foundation.js';
import { startLog } from '../log.js';
import type { RunningProgram } from '../running-program.js';
import { freePort } from './free-port.js';
import { createProcessGroup } from './process-group.js';

/**
 * Starts as many processes as the settings say, which serve together behind one port. This one holds what a node has
 * once (the lock of its data folder, the embedded database, migrations), and hands connections on in turn.
 * docs/adr/0020-processes-of-one-node.md says why.
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
    // One after the other gets each connection. Left to the kernel, those that stay open would come in heaps.
    cluster.schedulingPolicy = cluster.SCHED_RR;
    cluster.setupPrimary({
      exec: fileURLToPath(new URL('serving-process.js', import.meta.url)),
      args: [],
      serialization: 'advanced',
    });
    const { WELLSPRING_PORT: port, WELLSPRING_HOST: host } = settings;
    const group = createProcessGroup({
      foundation,
      // The same for every process, the ones that come later included.
      settings: port === 0 ? { ...settings, WELLSPRING_PORT: await freePort(host) } : settings,
      log,
    });
    closing.later(() => group.stop());
    return { endpoint: await group.start(), stop: closing.close };
  } catch (error) {
    await closing.close();
    throw error;
  }
}
