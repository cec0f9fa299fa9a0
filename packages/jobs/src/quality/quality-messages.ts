import type { MeasuredQuality } from './measure-quality.js';
import type { QualityProgress } from './quality-job.js';

/** What a thread that measures quality is started with. */
export interface QualityThreadData {
  readonly databaseUrl: string;
  /** As in `ConnectOptions`. */
  readonly distributed: boolean;
  readonly dataStoreId: string;
  /** Version ids in digits, low and high in turn; absent: the whole data store. */
  readonly spans?: readonly (readonly [low: bigint, high: bigint])[];
}

/** From such a thread; it ends after the last two. */
export type FromQualityThread =
  | { readonly kind: 'progress'; readonly progress: QualityProgress }
  | { readonly kind: 'measured'; readonly measured: MeasuredQuality }
  | {
      readonly kind: 'failed';
      readonly transient: boolean;
      readonly gone: boolean;
      readonly message: string;
    };
