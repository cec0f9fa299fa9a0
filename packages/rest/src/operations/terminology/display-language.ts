import type { Designation } from '@wellspring/fhir';

/** The name in a language: of just that tag, else of the same language elsewhere (`de` for `de-CH`). */
export function languageMatch(designations: readonly Designation[], wanted: string): Designation | undefined {
  const tag = wanted.toLowerCase();
  const primary = tag.split('-')[0]!;
  return (
    designations.find(({ language }) => language?.toLowerCase() === tag) ??
    designations.find(({ language }) => language?.toLowerCase().split('-')[0] === primary)
  );
}
