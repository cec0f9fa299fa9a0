import { isAlwaysThere } from '../always-there.js';

/**
 * Whether a parameter asks for what a resource within another one does not have: "Contained resources do not have
 * independent identity" (https://hl7.org/fhir/R4/references.html#contained), so no id and no times; nor have they words of
 * their own, which are those of the whole.
 */
export function hasNoneInside(param: string): boolean {
  return isAlwaysThere(param) || param === '_text' || param === '_content';
}
