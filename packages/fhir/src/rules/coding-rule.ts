import { ucumSystem } from '../bindings/code-rule.js';
import { isUcumCode } from '../bindings/ucum-code.js';
import type { JsonObject } from '../json/json-value.js';
import { knownCodes } from './known-codes.js';
import type { RuleRun } from './rule-run.js';

/** Systems under it were published with R4 and do not grow. */
const frozenBase = 'http://hl7.org/fhir/';
/** These grow from year to year. */
const growingBase = 'http://terminology.hl7.org/CodeSystem/';

const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/** A system has to be an absolute URI, and no value set (https://hl7.org/fhir/R4/terminologies.html#system). */
export function checkSystem(run: RuleRun, { system }: JsonObject): boolean {
  if (typeof system !== 'string') return system === undefined;
  if (!scheme.test(system)) {
    run.addBelow('system', 'invalid-system', `"${system.slice(0, 64)}" is no absolute URI`);
    return false;
  }
  return true;
}

function shown(code: string): string {
  return JSON.stringify(code.slice(0, 64));
}

/** A Coding by itself, whatever it is bound to. */
export function checkCoding(run: RuleRun, coding: JsonObject): void {
  if (!checkSystem(run, coding)) return;
  const { system, code, version } = coding;
  if (typeof system !== 'string' || typeof code !== 'string') return;
  if (system === ucumSystem) {
    checkUnit(run, code);
    return;
  }
  const isFrozen = system.startsWith(frozenBase);
  if (isFrozen && system.startsWith(`${frozenBase}ValueSet/`)) {
    run.addBelow('system', 'invalid-system', `"${system.slice(0, 100)}" is a value set, not a code system`);
    return;
  }
  if (!isFrozen && !system.startsWith(growingBase)) return;
  const known = knownCodes(system);
  if (known === undefined || (version !== undefined && version !== known.version)) return;
  if (known.codes.has(known.isCaseSensitive ? code : code.toLowerCase())) return;
  run.addBelow(
    'code',
    'unknown-code',
    `${shown(code)} is not a code of ${system}${isFrozen ? '' : ' as of R4'}`,
    isFrozen ? 'error' : 'warning',
  );
}

/** The unit of a Quantity. */
export function checkQuantity(run: RuleRun, quantity: JsonObject): void {
  const { system, code } = quantity;
  if (system === undefined) return;
  if (checkSystem(run, quantity) && system === ucumSystem && typeof code === 'string') checkUnit(run, code);
}

/**
 * A warning: no binding asks for it, and measurements in `mcg` and `(score)` are in charts everywhere, eighteen of the
 * official examples among them. Where a value set of units is required, that is an error by itself.
 */
function checkUnit(run: RuleRun, code: string): void {
  if (!isUcumCode(code)) run.addBelow('code', 'unknown-code', `${shown(code)} is not a UCUM unit`, 'warning');
}
