import type { JsonObject } from '../json/json-value.js';

/** Where the value sets and code systems of a data store are found. */
export interface TerminologySource {
  /**
   * The current resource with a canonical URL (and version, else the latest), or with an id; undefined where
   * there is none. The tree is not changed; code systems that are given as the same object again are not read
   * again.
   */
  find(
    type: 'ValueSet' | 'CodeSystem',
    by: { readonly url: string; readonly version?: string } | { readonly id: string },
  ): Promise<JsonObject | undefined>;
}

/** `http://a.example/v|2` taken apart. */
export function canonicalParts(canonical: string): { readonly url: string; readonly version?: string } {
  const bar = canonical.lastIndexOf('|');
  if (bar <= 0) return { url: canonical };
  const version = canonical.slice(bar + 1);
  return { url: canonical.slice(0, bar), ...(version !== '' && { version }) };
}
