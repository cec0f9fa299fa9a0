/** A repeated signal within this time is an echo: the terminal sends one, and npm passes it on again. */
const echoMs = 1_000;

/**
 * Resolves at the first SIGINT or SIGTERM. A later one means that the person does not want to wait
 * for a clean stop: it ends the process at once.
 */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const onSignal = (): void => {
      if (askedAt !== undefined && performance.now() - askedAt > echoMs) process.exit(1);
      askedAt ??= performance.now();
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
