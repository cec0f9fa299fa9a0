import { sameAs } from '@wellspring/fhir';

/** The parameters whose rows answer for a parameter: itself, unless it is made of others. */
export function storedParams(type: string, param: string): readonly string[] {
  return sameAs(type, param) ?? [param];
}
