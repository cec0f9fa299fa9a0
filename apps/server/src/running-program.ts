/** A program that serves. */
export interface RunningProgram {
  /** Where it answers, without a slash at the end. */
  readonly endpoint: string;
  /** Ends requests, jobs and the embedded database, within 10 s. */
  stop(): Promise<void>;
}
