import type { ChildProcess } from 'node:child_process';
import { WellspringError } from '@wellspring/errors';
import type { Order, Report } from './messages.js';

/** How long a process may take until it serves, in milliseconds. */
const START_MS = 120_000;

/**
 * Has a process serve, and waits until it does; one that does not is ended.
 *
 * @returns where it answers
 * @throws WellspringError what kept it from serving, or `process-failed`
 */
export function untilServing(
  child: ChildProcess,
  order: Extract<Order, { order: 'serve' }>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      child.off('message', hear);
      child.off('exit', gone);
      child.off('error', broken);
    };
    const fail = (error: WellspringError): void => {
      settle();
      child.kill('SIGKILL');
      reject(error);
    };
    const gone = (code: number | null, signal: string | null): void => {
      fail(processFailed(`A serving process ended before it served: ${signal ?? String(code)}`));
    };
    const broken = (error: Error): void => {
      fail(processFailed(`A serving process could not be started: ${error.message}`));
    };
    const hear = (report: Report): void => {
      switch (report.report) {
        case 'waiting':
          child.send(order, () => undefined);
          break;
        case 'serving':
          settle();
          resolve(report.endpoint);
          break;
        case 'failed':
          fail(errorOf(report));
          break;
        case 'alive':
        case 'taken':
        case 'closed':
          break;
        default:
          report satisfies never;
      }
    };
    const timer = setTimeout(() => {
      fail(processFailed(`A serving process did not serve within ${String(START_MS / 1_000)} s`));
    }, START_MS);
    child.on('message', hear);
    child.once('exit', gone);
    child.once('error', broken);
  });
}

function errorOf({ code, message }: Extract<Report, { report: 'failed' }>): WellspringError {
  return code === undefined ? processFailed(message) : new WellspringError(code, message);
}

function processFailed(message: string): WellspringError {
  return new WellspringError('process-failed', message);
}
