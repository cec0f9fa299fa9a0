/** One element of a type, as the specification defines it. */
export interface ElementDefinition {
  /** The name without `[x]`: `value`. */
  readonly name: string;
  /** Whether it is a choice, written with its type's name: `valueQuantity`. */
  readonly isChoice: boolean;
  readonly isRequired: boolean;
  /** Whether it repeats, and so is a JSON array. */
  readonly repeats: boolean;
  /** Whether it is part of the type's summary (`_summary=true`). */
  readonly isSummary: boolean;
  /** Primitive types, data types, `Resource`, or a structure's own path (`Patient.contact`). */
  readonly types: readonly string[];
  /** The closed list of codes it is bound to with strength `required`. */
  readonly valueSet: string | undefined;
}

/** The elements of a resource type, a data type, or a backbone element. */
export interface StructureDefinition {
  /** `Patient`, `HumanName`, or a path: `Patient.contact`. */
  readonly name: string;
  readonly kind: 'resource' | 'type' | 'backbone';
  readonly isAbstract: boolean;
  readonly elements: readonly ElementDefinition[];
}

/** A row of definitions/structures.json; generator/structures.mjs says how it is written. */
export interface StructureRow {
  readonly kind: StructureDefinition['kind'];
  readonly abstract?: boolean;
  readonly elements: Readonly<Record<string, string>>;
}

const elementLine = /^([01])\.\.([1*])( Σ)? ([^ ]+)(?: !(.+))?$/;

function readElement(name: string, line: string): ElementDefinition {
  const [, min, max, summary, types, valueSet] = elementLine.exec(line) ?? [];
  if (types === undefined) throw new Error(`definitions/structures.json: ${name}: cannot read "${line}"`);
  return {
    name: name.replace('[x]', ''),
    isChoice: name.endsWith('[x]'),
    isRequired: min === '1',
    repeats: max === '*',
    isSummary: summary !== undefined,
    types: types.split('|'),
    valueSet,
  };
}

/** Reads a row of the table. */
export function readStructure(name: string, row: StructureRow): StructureDefinition {
  return {
    name,
    kind: row.kind,
    isAbstract: row.abstract === true,
    elements: Object.entries(row.elements).map(([element, line]) => readElement(element, line)),
  };
}
