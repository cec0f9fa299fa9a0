import { readFileSync } from 'node:fs';

/**
 * The compartments of R4, each named by the resource type that identifies it.
 * @see https://hl7.org/fhir/R4/compartmentdefinition.html
 */
export const compartments = ['Device', 'Encounter', 'Patient', 'Practitioner', 'RelatedPerson'] as const;

/** The name of a compartment. */
export type Compartment = (typeof compartments)[number];

/** Stands among a compartment's parameters for the resource that the compartment is named by. */
export const compartmentItself = '{def}';

/** A row of definitions/compartments.json; generator/compartments.mjs says how it is written. */
type CompartmentRow = readonly [key: string, parameters: readonly string[]];

function readRows(): readonly CompartmentRow[] {
  const file = new URL('../../definitions/compartments.json', import.meta.url);
  return Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string[]>>);
}

const tables: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = (() => {
  const rows = readRows();
  return new Map(
    compartments.map((name) => {
      const start = `${name}.`;
      const own = rows.filter(([key]) => key.startsWith(start));
      return [name, new Map(own.map(([key, parameters]) => [key.slice(start.length), parameters]))];
    }),
  );
})();

/**
 * Whether this is the name of a compartment.
 * @example isCompartment('Organization') // false
 */
export function isCompartment(name: string): name is Compartment {
  return tables.has(name);
}

/**
 * The resource types that can be in a compartment, alphabetical; empty for what is no compartment.
 * @example compartmentTypes('Encounter').length // 25
 */
export function compartmentTypes(compartment: string): readonly string[] {
  return [...(tables.get(compartment)?.keys() ?? [])];
}

/**
 * The search parameters by which a resource type belongs to a compartment: a resource is in the
 * compartment `Patient/1` where one of them refers to `Patient/1`. `{def}` (`compartmentItself`)
 * among them means the resource that has the compartment's own id. Undefined where the type is not
 * linked to the compartment, or there is no such compartment.
 * @see https://hl7.org/fhir/R4/compartmentdefinition.html
 * @example compartmentParameters('Patient', 'Observation') // ['subject', 'performer']
 * @example compartmentParameters('Encounter', 'Encounter') // ['{def}']
 */
export function compartmentParameters(compartment: string, type: string): readonly string[] | undefined {
  return tables.get(compartment)?.get(type);
}
