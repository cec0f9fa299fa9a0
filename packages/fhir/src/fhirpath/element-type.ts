import { r4 } from '../definitions/r4.js';

/** What is known about an element before any resource is seen. */
export interface ElementType {
  /** `Patient`, `HumanName`, `string`, or the path of a backbone element. */
  readonly type: string;
  /** The closed value set of a code, if it has one. */
  readonly valueSet?: string | undefined;
  /** The structure it is an element of, and its name there; absent for a resource. */
  readonly parent?: string;
  readonly name?: string;
}

/** One way an element stands in JSON: a choice has one for each of its types. */
export interface JsonProperty {
  /** `valueQuantity`. */
  readonly property: string;
  /** Whether it is an array. */
  readonly repeats: boolean;
  readonly element: ElementType;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The properties of an element, or an empty list where the type has no such element. One type of a choice may be
 * named as it stands in JSON (`valueDateTime`), as parameters of implementation guides do.
 */
export function propertiesOf(parent: string, name: string): readonly JsonProperty[] {
  const elements = r4.structure(parent)?.elements ?? [];
  const element = elements.find((each) => each.name === name);
  if (element === undefined)
    return elements
      .filter((each) => each.isChoice && name.startsWith(each.name))
      .flatMap((each) => propertiesOf(parent, each.name).filter(({ property }) => property === name));
  return element.types.map((type) => ({
    property: element.isChoice ? name + capitalised(type) : name,
    repeats: element.repeats,
    element: { type, parent, name, valueSet: element.valueSet },
  }));
}

/**
 * Whether a type has this name. `DateTime` in Observation-code-value-date is a slip of the
 * specification for `dateTime`; no two R4 types differ in the case of the first letter only, but for
 * System types, which no search parameter uses.
 */
export function isType(type: string, name: string): boolean {
  return capitalised(type) === capitalised(name);
}
