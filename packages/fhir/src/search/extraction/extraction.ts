import type { VisitContext } from '../../fhirpath/visit.js';
import type { IndexValue } from '../index-value.js';

/** The values being collected from one resource. */
export interface Extraction extends VisitContext {
  readonly values: IndexValue[];
}
