/** The kind of jobs that report on data quality. */
export const qualityKind = 'data-quality';

/** What a report on data quality is asked of. */
export interface QualityRequest {
  readonly kind: typeof qualityKind;
  readonly dataStoreId: string;
  /** Only what this import wrote; absent: the whole data store. */
  readonly importJobId?: string;
  /** The same token starts one job only. */
  readonly clientToken?: string;
}

/** How far such a job is. */
export interface QualityProgress {
  /** Looked at so far. */
  readonly resources: number;
  /** How many there are, about: as the database counted them last. */
  readonly estimated?: number;
}
