import { SingleBar } from 'cli-progress';

/** How a job is going. */
export interface Progress {
  readonly done: number;
  /** Undefined where it is not known. */
  readonly total: number | undefined;
  readonly status: string;
}

/** Shows a job's progress while it runs. */
export interface ProgressView {
  show(progress: Progress): void;
  end(): void;
}

/** A bar with rate and time left on a terminal, a plain line now and then elsewhere. */
export function createProgressView(quiet: boolean): ProgressView {
  if (quiet) return { show: () => undefined, end: () => undefined };
  return process.stderr.isTTY ? barView() : lineView();
}

function rateOf(done: number, since: number): number {
  const seconds = (performance.now() - since) / 1000;
  return seconds > 0 ? Math.round(done / seconds) : 0;
}

function barView(): ProgressView {
  const started = performance.now();
  const bar = new SingleBar({
    format: '{status} {bar} {percentage}% | {value}/{of} resources | {rate}/s | {left}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: false,
  });
  let running = false;
  return {
    show({ done, total, status }) {
      const rate = rateOf(done, started);
      const left =
        total === undefined || rate === 0
          ? 'time left: unknown'
          : `${String(Math.ceil((total - done) / rate))} s left`;
      const payload = { status: status.toLowerCase(), rate, left, of: total ?? '?' };
      if (!running) bar.start(Math.max(total ?? 0, done, 1), done, payload);
      else {
        bar.setTotal(Math.max(total ?? 0, done, 1));
        bar.update(done, payload);
      }
      running = true;
    },
    end() {
      if (running) bar.stop();
    },
  };
}

function lineView(): ProgressView {
  const started = performance.now();
  let shownAt = 0;
  return {
    show({ done, total, status }) {
      const now = performance.now();
      if (now - shownAt < 5_000) return;
      shownAt = now;
      process.stderr.write(
        `${status.toLowerCase()}: ${String(done)}${total === undefined ? '' : ` of ${String(total)}`} resources, ${String(rateOf(done, started))}/s\n`,
      );
    },
    end: () => undefined,
  };
}
