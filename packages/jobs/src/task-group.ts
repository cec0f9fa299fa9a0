/** Promises that run beside each other; the first failure is kept and told. */
export interface TaskGroup {
  add(task: Promise<unknown>): void;
  /** Resolves when nothing runs any more, whatever became of it. */
  settled(): Promise<void>;
  /** Throws the first failure, if there was one. */
  check(): void;
}

/** A group without a task. Nothing is kept of a task that is done, so it may take any number. */
export function createTaskGroup(onFailure: (error: unknown) => void): TaskGroup {
  let running = 0;
  let failure: { readonly error: unknown } | undefined;
  let waiting: (() => void)[] = [];

  const leave = (): void => {
    running--;
    if (running > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };

  return {
    add(task) {
      running++;
      task.then(leave, (error: unknown) => {
        if (failure === undefined) {
          failure = { error };
          onFailure(error);
        }
        leave();
      });
    },
    settled() {
      if (running === 0) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    check() {
      if (failure !== undefined) throw failure.error;
    },
  };
}
