/** Prints what the demo did, a line a step with its time, and remembers which counts were wrong. */
export interface DemoReport {
  /** Runs a step and prints what it says of itself, and how long it took. */
  step<T>(what: string, work: () => Promise<{ readonly result: T; readonly said: string }>): Promise<T>;
  /** Compares a count with the one expected. */
  check(what: string, actual: number, expected: number): void;
  readonly wrong: readonly string[];
}

/** Makes a report that prints through `write`. */
export function createDemoReport(write: (line: string) => void): DemoReport {
  const wrong: string[] = [];
  return {
    wrong,
    async step(what, work) {
      const started = performance.now();
      const { result, said } = await work();
      write(
        `${what.padEnd(34)} ${said.padEnd(44)} ${((performance.now() - started) / 1000).toFixed(2).padStart(6)} s\n`,
      );
      return result;
    },
    check(what, actual, expected) {
      if (actual !== expected) wrong.push(`${what}: ${String(actual)} in place of ${String(expected)}`);
    },
  };
}
