import {
  createKnownCodes,
  createQualityTally,
  resourceTypes,
  type QualityReport,
  type TerminologySource,
} from '@wellspring/fhir';
import type { Snapshot, SnapshotResource, WrittenSpan } from '@wellspring/store';
import { createBatchMeasure } from './measure-batch.js';
import type { QualityProgress } from './quality-job.js';
import type { QualityValidator } from './quality-validator.js';
import { resourceTargets } from './resource-targets.js';

/** What is measured, and with what. */
export interface QualitySource {
  readonly snapshot: Snapshot;
  /** Only what was written in these; absent: all current resources. */
  readonly spans?: readonly WrittenSpan[];
  readonly storeId: string;
  readonly validator: QualityValidator;
  /** Where code systems are found. */
  readonly codeSystems: TerminologySource;
  readonly onProgress: (progress: QualityProgress) => void;
}

/** What was measured, without what names the run. */
export type MeasuredQuality = Omit<QualityReport, 'dataStoreId' | 'jobId' | 'importJobId'>;

/**
 * Measures the quality of the resources of a snapshot, a batch at a time: each is read once, and what has to be
 * looked up (references, patients, identifiers) is looked up for a batch together. Memory does not grow with the data.
 */
export async function measureQuality(source: QualitySource): Promise<MeasuredQuality> {
  const { snapshot, spans, storeId, validator, codeSystems, onProgress } = source;
  const asOf = snapshot.transactionTime;
  const tally = createQualityTally();
  const measureBatch = createBatchMeasure({
    tally,
    snapshot,
    storeId,
    validate: validator.validate,
    codes: createKnownCodes(codeSystems),
    targets: resourceTargets(snapshot),
    now: Date.parse(asOf) * 1000,
  });
  const estimated = spans === undefined ? await snapshot.estimate() : undefined;
  const types = new Map<string, number>();
  let resources = 0;
  for await (const batch of batches(snapshot, spans)) {
    await measureBatch(batch);
    resources += batch.length;
    for (const { type } of batch) types.set(type, (types.get(type) ?? 0) + 1);
    onProgress({ resources, ...(estimated !== undefined && { estimated: Math.max(estimated, resources) }) });
  }
  return {
    asOf,
    validation: validator.level,
    resources,
    types: [...types]
      .map(([type, count]) => ({ type, resources: count }))
      .sort((left, right) => (left.type < right.type ? -1 : 1)),
    measures: tally.figures(),
  };
}

async function* batches(
  snapshot: Snapshot,
  spans: readonly WrittenSpan[] | undefined,
): AsyncGenerator<readonly SnapshotResource[]> {
  if (spans !== undefined) yield* snapshot.written(spans);
  else for (const type of resourceTypes) yield* snapshot.select({ type });
}
