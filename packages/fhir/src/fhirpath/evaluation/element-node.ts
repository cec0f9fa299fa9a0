import type { JsonObject, JsonValue } from '../../json/json-value.js';
import type { Amount } from './amount.js';
import type { Moment } from './moment.js';

/**
 * One element of a resource as FHIRPath sees it: its value with its type, and what stands beside a primitive.
 * The JSON itself is not copied.
 */
export class ElementNode {
  /**
   * @param type `Patient`, `HumanName`, `code`, or the path of a backbone element: `Patient.contact`
   * @param value undefined for a primitive that is nothing but its companion
   * @param companion what stands under the `_` name of a primitive
   */
  constructor(
    readonly type: string,
    readonly value: JsonValue | undefined,
    readonly companion: JsonObject | undefined,
  ) {}
}

/** What a collection is made of: elements, and values of FHIRPath's own types. */
export type Item = ElementNode | string | number | boolean | Moment | Amount;

/** A collection (http://hl7.org/fhirpath/N1/#collections); never changed once it is made. */
export type Items = readonly Item[];

export const nothing: Items = [];
export const isTrue: Items = [true];
export const isFalse: Items = [false];

/** A truth of FHIRPath's three as a collection. */
export function truth(value: boolean | undefined): Items {
  return value === undefined ? nothing : value ? isTrue : isFalse;
}
