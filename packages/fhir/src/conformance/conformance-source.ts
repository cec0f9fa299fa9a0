import type { JsonObject } from '../json/json-value.js';

/** The types of resources that say what data has to be like, by canonical URL. */
export type ConformanceType = 'StructureDefinition' | 'ValueSet' | 'CodeSystem' | 'ConceptMap';

/** A canonical URL, with the version that is meant where one is. */
export interface CanonicalReference {
  readonly url: string;
  readonly version?: string;
}

/** Where profiles, value sets, code systems and concept maps are found. */
export interface ConformanceSource {
  /**
   * The current resource with a canonical URL (and version, else the latest), or with an id; undefined where
   * there is none. The tree is not changed; what was worked out from a tree is known again by the same object.
   */
  find(
    type: ConformanceType,
    by: CanonicalReference | { readonly id: string },
  ): Promise<JsonObject | undefined>;
}

/** `http://a.example/v|2` taken apart. */
export function canonicalParts(canonical: string): CanonicalReference {
  const bar = canonical.lastIndexOf('|');
  if (bar <= 0) return { url: canonical };
  const version = canonical.slice(bar + 1);
  return { url: canonical.slice(0, bar), ...(version !== '' && { version }) };
}

/** Whether a version is the one meant: `4.0` means every `4.0.x` (https://hl7.org/fhir/R4/references.html#canonical). */
export function isVersionMeant(version: string, meant: string | undefined): boolean {
  return meant === undefined || version === meant || version.startsWith(`${meant}.`);
}
