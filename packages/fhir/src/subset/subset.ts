/**
 * The values of `_summary`. `count` asks for no resources at all, so it is no subset of one.
 * @see https://hl7.org/fhir/R4/search.html#summary
 */
export const summaryModes = ['true', 'text', 'data', 'count', 'false'] as const;

/** A value of `_summary`. */
export type SummaryMode = (typeof summaryModes)[number];

const modes: ReadonlySet<string> = new Set(summaryModes);

/**
 * Whether `_summary` can have this value.
 * @example isSummaryMode('True') // false
 */
export function isSummaryMode(text: string): text is SummaryMode {
  return modes.has(text);
}

/** The part of a resource that a client asks for: by `_summary`, or by `_elements`. */
export type Subset =
  | { readonly summary: Exclude<SummaryMode, 'count'> }
  /** Names of elements at the root of the resource: `value`, also as `value[x]` or `valueQuantity`. */
  | { readonly elements: readonly string[] };
