import { pino, type Logger } from 'pino';
import type { Settings } from './configuration/schema.js';

/**
 * The log, on standard error.
 *
 * @param number of this process, where several serve together; it stands in each line
 */
export function startLog(settings: Pick<Settings, 'WELLSPRING_LOG_LEVEL'>, number?: number): Logger {
  const log = pino({ level: settings.WELLSPRING_LOG_LEVEL }, pino.destination(2));
  return number === undefined ? log : log.child({ process: number });
}
