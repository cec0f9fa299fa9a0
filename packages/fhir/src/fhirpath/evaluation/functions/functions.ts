import type { FunctionTable } from '../function-call.js';
import { conversionFunctions } from './conversion.js';
import { existenceFunctions } from './existence.js';
import { fhirFunctions } from './fhir.js';
import { filteringFunctions } from './filtering.js';
import { mathematicalFunctions } from './mathematics.js';
import { textFunctions } from './text.js';
import { treeFunctions } from './tree.js';

const table: FunctionTable = {
  ...existenceFunctions,
  ...filteringFunctions,
  ...conversionFunctions,
  ...textFunctions,
  ...mathematicalFunctions,
  ...treeFunctions,
  ...fhirFunctions,
};

/** Every function that can be called, by name. */
export const functions: ReadonlyMap<string, FunctionTable[string]> = new Map(Object.entries(table));
