/** How much a line of the server's log matters to whoever runs the program. */
export type LogLevel = 'debug' | 'warn';

/**
 * What ends the server or a session against its will, a disk without room, and what this program itself
 * says of it (without a severity). ERROR is about one statement, and its sender is told; FATAL also ends
 * sessions at each start and stop.
 */
export function logLevel(line: string): LogLevel {
  const [, severity] = /^([A-Z]+\d?): {2}/.exec(line) ?? [];
  if (severity === undefined || severity === 'PANIC' || line.includes('No space left on device'))
    return 'warn';
  if (severity !== 'FATAL') return 'debug';
  return /starting up|shutting down|not yet accepting connections|administrator command/.test(line)
    ? 'debug'
    : 'warn';
}
