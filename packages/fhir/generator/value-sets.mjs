/**
 * The codes of the value sets that R4 elements are bound to with strength `required`, where the
 * specification lists them all: `{ "administrative-gender": { system: [codes] } }`. Sets over
 * systems that HL7 does not publish whole (media types, UCUM, ISO 4217, LOINC) stay open.
 */
import { readResources } from './r4-package.mjs';

function flatten(concepts, into = []) {
  for (const concept of concepts ?? []) {
    into.push(concept.code);
    flatten(concept.concept, into);
  }
  return into;
}

/** Returns codes by system, or undefined where the set cannot be listed from the specification. */
function expand(valueSet, codeSystems) {
  if (valueSet?.compose === undefined || valueSet.compose.exclude !== undefined) return undefined;
  const codes = {};
  for (const include of valueSet.compose.include) {
    if (include.valueSet !== undefined || include.filter !== undefined) return undefined;
    let listed = include.concept?.map((concept) => concept.code);
    if (listed === undefined) {
      const codeSystem = codeSystems.get(include.system);
      if (codeSystem?.content !== 'complete') return undefined;
      listed = flatten(codeSystem.concept);
    }
    codes[include.system] = [...(codes[include.system] ?? []), ...listed];
  }
  return codes;
}

/** @returns a function from a value set's canonical to its name, and the table of the ones asked for. */
export function valueSetTable(folder) {
  const valueSets = new Map(readResources(folder, 'ValueSet').map((set) => [set.url, set]));
  const codeSystems = new Map(readResources(folder, 'CodeSystem').map((system) => [system.url, system]));
  const table = {};
  const names = new Map();
  function closedValueSet(canonical) {
    const url = canonical?.replace(/\|.*$/, '');
    if (!names.has(url)) {
      const codes = url && expand(valueSets.get(url), codeSystems);
      const name = codes && url.replace('http://hl7.org/fhir/ValueSet/', '');
      if (name) table[name] = codes;
      names.set(url, name);
    }
    return names.get(url);
  }
  return { table, closedValueSet };
}
