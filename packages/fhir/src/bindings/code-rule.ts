import { r4 } from '../definitions/r4.js';
import { canonicalUnit } from '../ucum/canonical-unit.js';
import { isUcumCode } from './ucum-code.js';
import { isCurrency, isLanguageTag, isMimeType } from './open-code.js';

/** Whether a code of a system is in a value set; undefined where only a terminology can tell. */
export type CodeTest = (system: string | undefined, code: string) => boolean | undefined;

/** A binding made ready for judging. */
export interface CodeRule {
  readonly strength: 'required' | 'extensible';
  /** Canonical URL. */
  readonly valueSet: string;
  /** Undefined: every code is a question to a terminology. */
  readonly test: CodeTest | undefined;
}

export const ucumSystem = 'http://unitsofmeasure.org';
const valueSetBase = 'http://hl7.org/fhir/ValueSet/';

function ofSystem(wanted: string, test: (code: string) => boolean): CodeTest {
  return (system, code) => (system === undefined || system === wanted) && test(code);
}

function hasDimension(unit: string): (code: string) => boolean {
  return (code) => canonicalUnit(code)?.unit === unit;
}

const mimeTypes = ofSystem('urn:ietf:bcp:13', isMimeType);

/** Value sets over systems that no list has, but a grammar. */
const byGrammar: ReadonlyMap<string, CodeTest> = new Map([
  [`${valueSetBase}mimetypes`, mimeTypes],
  ['http://www.rfc-editor.org/bcp/bcp13.txt', mimeTypes],
  [`${valueSetBase}all-languages`, ofSystem('urn:ietf:bcp:47', isLanguageTag)],
  [`${valueSetBase}currencies`, ofSystem('urn:iso:std:iso:4217', isCurrency)],
  [`${valueSetBase}ucum-units`, ofSystem(ucumSystem, isUcumCode)],
  [`${valueSetBase}all-time-units`, ofSystem(ucumSystem, hasDimension('s'))],
  [`${valueSetBase}all-distance-units`, ofSystem(ucumSystem, hasDimension('m'))],
]);

function listTest(name: string): CodeTest | undefined {
  const codes = r4.valueSet(name);
  if (codes === undefined) return undefined;
  return (system, code) => {
    if (system !== undefined) return codes.get(system)?.has(code) === true;
    for (const ofOne of codes.values()) if (ofOne.has(code)) return true;
    return false;
  };
}

/** Types of FHIRPath are types of elements, too (https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type.code). */
const fhirPathTypes = 'http://hl7.org/fhirpath/System.';

function definedTypeTest(): CodeTest | undefined {
  const isListed = listTest('defined-types');
  return isListed && ((system, code) => code.startsWith(fhirPathTypes) || isListed(system, code));
}

/** @param name of a value set in the tables, or its URL */
export function compileCodeRule(name: string, strength: 'required' | 'extensible'): CodeRule {
  const valueSet = /^[a-z][a-z0-9+.-]*:/i.test(name) ? name : valueSetBase + name;
  return {
    strength,
    valueSet,
    test: name === 'defined-types' ? definedTypeTest() : (byGrammar.get(valueSet) ?? listTest(name)),
  };
}
