import type { ValidationLevel } from '../validation/validation-level.js';
import type { QualityMeasure } from './measure.js';

/** How many things a measure looked at, and how many of them failed. */
export interface QualityFigures {
  readonly checked: number;
  readonly failed: number;
}

/** A part of a measure. */
export interface PartFigures extends QualityFigures {
  readonly part: string;
  /** The first resources that failed, as `Type/id`; ten at most. */
  readonly examples: readonly string[];
}

/** A measure with its figures. */
export interface MeasureFigures extends QualityMeasure, QualityFigures {
  /** By name; 500 at most, with what is left as one. */
  readonly parts: readonly PartFigures[];
}

/** What one run found. It holds counts and names of resources, nothing of what they say. */
export interface QualityReport {
  readonly dataStoreId: string;
  readonly jobId: string;
  /** Only of what this import wrote; absent: of the whole data store. */
  readonly importJobId?: string;
  /** The moment that it is of, ISO 8601 in UTC. */
  readonly asOf: string;
  /** How far validation went: at `structure-only` profiles were not looked at. */
  readonly validation: ValidationLevel;
  readonly resources: number;
  readonly types: readonly { readonly type: string; readonly resources: number }[];
  readonly measures: readonly MeasureFigures[];
}

/** The figures of an earlier report, to see how they change. */
export interface QualityMoment {
  readonly jobId: string;
  readonly asOf: string;
  readonly resources: number;
  /** By the id of the measure. */
  readonly figures: Readonly<Record<string, QualityFigures>>;
}

/** What is kept of a report once there is a newer one. */
export function qualityMoment({ jobId, asOf, resources, measures }: QualityReport): QualityMoment {
  return {
    jobId,
    asOf,
    resources,
    figures: Object.fromEntries(measures.map(({ id, checked, failed }) => [id, { checked, failed }])),
  };
}

/** The share that passed, 0 to 1; undefined where there was nothing to look at. */
export function passedShare({ checked, failed }: QualityFigures): number | undefined {
  return checked === 0 ? undefined : (checked - failed) / checked;
}
