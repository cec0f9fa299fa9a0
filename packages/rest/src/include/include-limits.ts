/** How much may be included with the matches of a page. */
export interface IncludeLimits {
  /** How many references away from a match `:iterate` goes: 3. */
  readonly depth: number;
  /** The most included resources on a page: 1000. */
  readonly resources: number;
}

/** What applies where no setting says otherwise. */
export const defaultIncludeLimits: IncludeLimits = { depth: 3, resources: 1_000 };

/** The most bytes of included resources on a page: they are held until the answer is sent. */
export const maxIncludedBytes = 64 * 1024 * 1024;

/** How long includes are looked for, in ms; each search among them has its own limit besides. */
export const maxIncludeTimeMs = 30_000;
