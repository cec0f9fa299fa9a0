import { isPrimitiveType } from '../../definitions/primitive-type.js';
import { r4 } from '../../definitions/r4.js';

/** What stands under a JSON member, where it can have extensions. */
export interface ExtensibleMember {
  readonly name: string;
  /** The type of the values; `Resource` where they tell it themselves. */
  readonly type: string;
  /** As FHIRPath names it: `value.ofType(Quantity)`. */
  readonly segment: string;
  readonly repeats: boolean;
}

const known = new Map<string, ReadonlyMap<string, ExtensibleMember>>();

function read(structure: string): ReadonlyMap<string, ExtensibleMember> {
  const members = new Map<string, ExtensibleMember>();
  for (const { name, isChoice, repeats, types } of r4.structure(structure)?.elements ?? [])
    for (const type of types) {
      const property = isChoice ? name + type.charAt(0).toUpperCase() + type.slice(1) : name;
      const segment = isChoice ? `${name}.ofType(${type})` : name;
      // The extensions of a primitive stand in its companion.
      members.set(isPrimitiveType(type) ? `_${property}` : property, { name, type, segment, repeats });
    }
  return members;
}

/** The members of a structure below which extensions can stand, by their names in JSON. */
export function extensibleMembers(structure: string): ReadonlyMap<string, ExtensibleMember> {
  let members = known.get(structure);
  if (members === undefined) {
    members = read(structure);
    if (members.size > 0) known.set(structure, members);
  }
  return members;
}
