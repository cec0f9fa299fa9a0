import type { CodeRule } from '../bindings/code-rule.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import type { AskedCoding } from '../validation/findings.js';
import type { RuleRun } from './rule-run.js';

const allLanguages = 'http://hl7.org/fhir/ValueSet/all-languages';

function report(run: RuleRun, { strength, valueSet }: CodeRule, what: string): void {
  const isRequired = strength === 'required';
  const rule = isRequired
    ? `the required value set ${valueSet}`
    : `the extensible value set ${valueSet}, which is to be used where one of its codes fits`;
  run.add('code-not-in-value-set', `${what} ${rule}`, isRequired ? 'error' : 'warning');
}

function shown(code: string): string {
  return JSON.stringify(code.length <= 64 ? code : `${code.slice(0, 61)}...`);
}

function checkCode(run: RuleRun, rule: CodeRule, code: string): void {
  const isIn = rule.test?.(undefined, code);
  if (isIn === undefined) run.ask(rule, [{ code }]);
  else if (!isIn) report(run, rule, `${shown(code)} is not a code of`);
}

function asked({ system, version, code, display }: JsonObject): AskedCoding {
  return {
    ...(typeof system === 'string' && { system }),
    ...(typeof version === 'string' && { version }),
    ...(typeof code === 'string' && { code }),
    ...(typeof display === 'string' && { display }),
  };
}

/** Whether one of the codings is in the set; undefined where none is known to be, and one may be. */
function isBound({ test }: CodeRule, codings: readonly JsonValue[]): boolean | undefined {
  if (test === undefined) return undefined;
  let result: boolean | undefined = false;
  for (const coding of codings) {
    // What is no Coding at all has its own issue.
    if (!isObject(coding)) return true;
    const { system, code } = coding;
    if (typeof code !== 'string') continue;
    // A code without a system says nothing; a Quantity's unit is UCUM's or nobody's.
    const isIn = typeof system === 'string' && test(system, code);
    if (isIn === true) return true;
    if (isIn === undefined) result = undefined;
  }
  return result;
}

function checkCodings(run: RuleRun, rule: CodeRule, codings: readonly JsonValue[]): void {
  const result = isBound(rule, codings);
  if (result === undefined) run.ask(rule, codings.filter(isObject).map(asked));
  else if (!result) report(run, rule, 'has no code from');
}

/**
 * The binding of an element, as far as it can be judged without a terminology.
 * @param value a code, uri or string, a Coding, CodeableConcept or Quantity
 * @see https://hl7.org/fhir/R4/terminologies.html#strength
 */
export function checkBinding(run: RuleRun, rule: CodeRule, type: string, value: JsonValue): void {
  if (typeof value === 'string') {
    checkCode(run, rule, value);
    return;
  }
  if (!isObject(value)) return;
  switch (type) {
    case 'CodeableConcept': {
      const { coding, text, extension } = value;
      // Nothing but extensions: absent, with a reason.
      if (coding === undefined && text === undefined && extension !== undefined) return;
      // Of concepts R4 has it as the bound of preferred bindings alone: those ask for no code.
      if (coding === undefined && rule.valueSet === allLanguages) return;
      checkCodings(run, rule, Array.isArray(coding) ? (coding as readonly JsonValue[]) : []);
      return;
    }
    case 'Coding':
      if (value['code'] !== undefined || value['extension'] === undefined) checkCodings(run, rule, [value]);
      return;
    default:
      // A Quantity may do without a coded unit.
      if (value['code'] !== undefined) checkCodings(run, rule, [value]);
  }
}
