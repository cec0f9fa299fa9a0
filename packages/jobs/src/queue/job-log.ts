/** Where the jobs tell what goes wrong; never what the data hold. pino's loggers are one. */
export interface JobLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/**
 * What the log says of an error. PostgreSQL's errors carry rows in `detail` and `where`: those stay
 * out.
 */
export function failureFacts(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { failure: 'unknown' };
  const { code } = error as { readonly code?: unknown };
  return {
    failure: `${error.name}: ${error.message}`,
    ...(typeof code === 'string' && { code }),
    ...(error.cause instanceof Error && { cause: `${error.cause.name}: ${error.cause.message}` }),
    stack: error.stack,
  };
}
