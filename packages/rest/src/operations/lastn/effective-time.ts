import { requestedInterval, type JsonObject, type JsonValue } from '@wellspring/fhir';

/** Effective times of what has none, or none that can be read: older than all others. */
export const noTime = -Infinity;

/**
 * When an Observation was true, in microseconds since 1970: where a time is not precise, or lasts, its beginning;
 * of a Period its end, where it has one; of a Timing its last event.
 * @see https://hl7.org/fhir/R4/observation-definitions.html#Observation.effective_x_
 */
export function effectiveTime(observation: JsonObject): number {
  const { effectiveDateTime, effectiveInstant, effectivePeriod, effectiveTiming } = observation;
  const period = (effectivePeriod ?? {}) as { readonly start?: JsonValue; readonly end?: JsonValue };
  const { event = [] } = (effectiveTiming ?? {}) as { readonly event?: readonly JsonValue[] };
  const times = [effectiveDateTime ?? effectiveInstant ?? period.end ?? period.start, ...event];
  return Math.max(...times.map(beginning));
}

function beginning(time: JsonValue | undefined): number {
  return typeof time === 'string' ? (requestedInterval(time)?.low ?? noTime) : noTime;
}
