import { readFileSync } from 'node:fs';
import { readStructure, type StructureDefinition, type StructureRow } from './structure-definition.js';

/** The codes of a closed value set, by code system. */
export type CodesBySystem = ReadonlyMap<string, ReadonlySet<string>>;

/** The structural definitions of FHIR R4 (4.0.1), made by generator/ from HL7's own files. */
export interface Definitions {
  /** Every concrete resource type, alphabetical. */
  readonly resourceTypes: readonly string[];
  /** A resource type, data type or backbone element by its name or path. */
  structure(name: string): StructureDefinition | undefined;
  /** The codes of a value set that an element names. */
  valueSet(name: string): CodesBySystem | undefined;
}

type ValueSetRow = Readonly<Record<string, readonly string[]>>;

function readTable(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../definitions/${file}`, import.meta.url), 'utf8'));
}

/**
 * Reads the tables (about 5 ms). Rows are taken apart when they are first asked for: most programs
 * meet a few dozen of the types.
 */
export function readDefinitions(): Definitions {
  const structureRows = new Map(Object.entries(readTable('structures.json') as Record<string, StructureRow>));
  const valueSetRows = new Map(Object.entries(readTable('value-sets.json') as Record<string, ValueSetRow>));
  const structures = new Map<string, StructureDefinition>();
  const valueSets = new Map<string, CodesBySystem>();
  return {
    resourceTypes: [...structureRows]
      .filter(([, row]) => row.kind === 'resource' && row.abstract !== true)
      .map(([name]) => name)
      .sort(),
    structure(name) {
      const row = structureRows.get(name);
      if (row !== undefined && !structures.has(name)) structures.set(name, readStructure(name, row));
      return structures.get(name);
    },
    valueSet(name) {
      const row = valueSetRows.get(name);
      if (row !== undefined && !valueSets.has(name)) {
        valueSets.set(name, new Map(Object.entries(row).map(([system, codes]) => [system, new Set(codes)])));
      }
      return valueSets.get(name);
    },
  };
}
