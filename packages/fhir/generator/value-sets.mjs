/**
 * The codes of the value sets that R4 elements are bound to with strength `required` or `extensible`, where the
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

/** The codes below a concept; hierarchies stand as concepts within concepts, or as properties. */
function below(codeSystem, root) {
  const children = new Map();
  const add = (parent, child) => children.set(parent, [...(children.get(parent) ?? []), child]);
  const visit = (concept) => {
    for (const child of concept.concept ?? []) {
      add(concept.code, child.code);
      visit(child);
    }
    for (const { code, valueCode } of concept.property ?? [])
      if (code === 'subsumedBy' || code === 'parent') add(valueCode, concept.code);
  };
  codeSystem.concept.forEach(visit);
  const found = new Set();
  const waiting = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const child of children.get(next) ?? []) {
      if (!found.has(child)) waiting.push(child);
      found.add(child);
    }
  }
  return found;
}

/** The codes that meet a filter; undefined for a filter that only a terminology knows. */
function filtered(codeSystem, { op, value }) {
  if (op !== 'is-a' && op !== 'descendent-of' && op !== 'is-not-a') return undefined;
  const found = below(codeSystem, value);
  if (op !== 'descendent-of') found.add(value);
  return op === 'is-not-a' ? flatten(codeSystem.concept).filter((code) => !found.has(code)) : [...found];
}

function listed(include, codeSystems) {
  if (include.concept !== undefined) return include.concept.map(({ code }) => code);
  const codeSystem = codeSystems.get(include.system);
  if (codeSystem?.content !== 'complete') return undefined;
  const sets = (include.filter ?? []).map((filter) => filtered(codeSystem, filter));
  if (sets.includes(undefined)) return undefined;
  return flatten(codeSystem.concept).filter((code) => sets.every((set) => set.includes(code)));
}

/** Adds the codes of one part of a value set; false where they cannot be listed. */
function addPart(include, valueSets, codeSystems, into) {
  if (include.valueSet === undefined) {
    const codes = listed(include, codeSystems);
    if (codes === undefined) return false;
    const all = (into[include.system] ??= new Set());
    codes.forEach((code) => all.add(code));
    return true;
  }
  // Several sets, or a set and a system, mean what is in all of them: no bound set of R4 has that.
  if (include.valueSet.length > 1 || include.system !== undefined) return false;
  const imported = expand(valueSets.get(include.valueSet[0].replace(/\|.*$/, '')), valueSets, codeSystems);
  if (imported === undefined) return false;
  for (const [system, codes] of Object.entries(imported))
    codes.forEach((code) => (into[system] ??= new Set()).add(code));
  return true;
}

/** Returns codes by system, or undefined where the set cannot be listed from the specification. */
function expand(valueSet, valueSets, codeSystems) {
  if (valueSet?.compose === undefined) return undefined;
  const included = {};
  const excluded = {};
  const isWhole =
    valueSet.compose.include.every((part) => addPart(part, valueSets, codeSystems, included)) &&
    (valueSet.compose.exclude ?? []).every((part) => addPart(part, valueSets, codeSystems, excluded));
  if (!isWhole) return undefined;
  return Object.fromEntries(
    Object.entries(included).map(([system, codes]) => [
      system,
      [...codes].filter((code) => !excluded[system]?.has(code)),
    ]),
  );
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
      const codes = url && expand(valueSets.get(url), valueSets, codeSystems);
      const name = codes && url.replace('http://hl7.org/fhir/ValueSet/', '');
      if (name) table[name] = codes;
      names.set(url, name);
    }
    return names.get(url);
  }
  return { table, closedValueSet };
}
