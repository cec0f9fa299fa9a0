import { r4 } from '../definitions/r4.js';

/** Parts by type and name, so that text of a resource never becomes the name of a part. */
const parts = new Map<string, ReadonlyMap<string, string>>();

/**
 * What an element of a resource is called in a report: `Encounter.period`, `Observation.effective[x]`; all that
 * the specification does not know is one part, since its name is the client's.
 */
export function elementPart(type: string, name: string): string {
  let ofType = parts.get(type);
  if (ofType === undefined) parts.set(type, (ofType = partsOf(type)));
  return ofType.get(name) ?? `${type} (unknown element)`;
}

function partsOf(type: string): ReadonlyMap<string, string> {
  const elements = r4.structure(type)?.elements ?? [];
  return new Map(
    elements.flatMap(({ name, isChoice, types }) =>
      isChoice
        ? types.map((each) => [name + each[0]!.toUpperCase() + each.slice(1), `${type}.${name}[x]`] as const)
        : [[name, `${type}.${name}`] as const],
    ),
  );
}
