import type { DateInterval } from '../search/date-interval.js';
import type { QualityMeasureId } from './measures.js';

/** Takes what the examination of one resource finds. */
export interface QualitySink {
  /** One thing that a measure looks at. */
  mark(measure: QualityMeasureId, part: string, failed: boolean): void;
  /** A literal reference as it stands. */
  reference(target: string): void;
  coding(system: string, code: string): void;
  identifier(system: string, value: string): void;
  /**
   * An event in the life of a patient.
   *
   * @param patient the reference to the patient as it stands
   * @param began when it began, at the precision given
   */
  event(patient: string, began: DateInterval): void;
}
