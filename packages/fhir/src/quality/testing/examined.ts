import type { JsonObject } from '../../json/json-value.js';
import { examineResource } from '../examine-resource.js';
import type { QualityMeasureId } from '../measures.js';

/** What an examination found, for tests. */
export interface Examined {
  readonly references: readonly string[];
  /** `system|code`. */
  readonly codings: readonly string[];
  /** `system|value`. */
  readonly identifiers: readonly string[];
  /** The patients of events, with when these began. */
  readonly events: readonly (readonly [patient: string, began: string])[];
  /** Whether each thing that a measure looked at failed, by its part, in the order found. */
  of(measure: QualityMeasureId): readonly (readonly [part: string, failed: boolean])[];
}

/** Examines a resource at a moment. */
export function examined(tree: JsonObject, now = '2026-01-01T00:00:00Z'): Examined {
  const marks: (readonly [QualityMeasureId, string, boolean])[] = [];
  const references: string[] = [];
  const codings: string[] = [];
  const identifiers: string[] = [];
  const events: (readonly [string, string])[] = [];
  examineResource(tree, Date.parse(now) * 1000, {
    mark: (...mark) => marks.push(mark),
    reference: (target) => references.push(target),
    coding: (system, code) => codings.push(`${system}|${code}`),
    identifier: (system, value) => identifiers.push(`${system}|${value}`),
    event: (patient, { low }) => events.push([patient, new Date(low / 1000).toISOString()]),
  });
  return {
    references,
    codings,
    identifiers,
    events,
    of: (measure) => marks.filter(([id]) => id === measure).map(([, part, failed]) => [part, failed]),
  };
}
