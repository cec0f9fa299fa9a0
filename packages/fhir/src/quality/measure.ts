/**
 * The dimensions of data quality, and what belongs to each, in the words of Kahn et al., "A Harmonized Data Quality
 * Assessment Terminology and Framework for the Secondary Use of Electronic Health Record Data", eGEMs 4(1):18 (2016).
 */
export const qualityDimensions = {
  completeness: 'Whether data is there, whatever its value',
  conformance: 'Whether data keeps to the formats, codes and links that its standard asks for',
  plausibility: 'Whether values can be believed, by themselves, beside others, and over time',
} as const;

export type QualityDimension = keyof typeof qualityDimensions;

/** What a measure counts. */
export type CountedThing =
  'resources' | 'elements' | 'references' | 'codings' | 'values' | 'dates' | 'identifiers';

/** One measure of data quality: what is looked at, and when it counts as failed. */
export interface QualityMeasure {
  readonly id: string;
  readonly dimension: QualityDimension;
  /** The category within the dimension, in the words of the framework. */
  readonly category: string;
  readonly title: string;
  /** What is counted, and which of it fails; with the source of the rule where it has one. */
  readonly definition: string;
  readonly counts: CountedThing;
  /** What its figures are broken down by. */
  readonly by: string;
  /**
   * One thing may count to several parts, so that the whole is counted apart from them: each part looks at all
   * that the whole looks at, or at some of it.
   */
  readonly overlapping?: 'all' | 'some';
}
