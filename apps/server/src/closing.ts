/** What has been opened, to be closed in the reverse order. */
export interface Closing {
  /** Remembers how to close something that has just been opened. */
  readonly later: (close: () => Promise<unknown>) => void;
  /** Closes everything, last opened first; what fails does not keep the rest open. */
  readonly close: () => Promise<void>;
}

/** Makes an empty list of things to close. */
export function createClosing(onError: (error: unknown) => void): Closing {
  const steps: (() => Promise<unknown>)[] = [];
  return {
    later(close) {
      steps.push(close);
    },
    async close() {
      for (let step = steps.pop(); step; step = steps.pop()) {
        try {
          await step();
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
