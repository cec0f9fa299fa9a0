import { createClosing } from './closing.js';
import type { Settings } from './configuration/schema.js';
import { layFoundation } from './foundation.js';
import { startLog } from './log.js';
import { startProcesses } from './processes/start-processes.js';
import type { RunningProgram } from './running-program.js';
import { onlyProcess, serveOn } from './serve-on.js';

/**
 * Starts everything the settings describe, from the database up to the listener, in this process or in several;
 * whatever fails, what was opened before it is closed again.
 *
 * @throws WellspringError as `layFoundation` and `serveOn`, and `process-failed` where several processes serve
 */
export function startProgram(settings: Settings): Promise<RunningProgram> {
  return settings.WELLSPRING_PROCESSES === 1 ? startOneProcess(settings) : startProcesses(settings);
}

async function startOneProcess(settings: Settings): Promise<RunningProgram> {
  const log = startLog(settings);
  const closing = createClosing((error) => {
    log.error({ err: error }, 'closing failed');
  });
  try {
    const foundation = await layFoundation(settings, log, closing.later);
    const serving = await serveOn(foundation, settings, log, onlyProcess);
    closing.later(() => serving.stop());
    return { endpoint: serving.endpoint, stop: closing.close };
  } catch (error) {
    await closing.close();
    throw error;
  }
}
