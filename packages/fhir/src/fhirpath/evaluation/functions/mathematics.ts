import { Amount } from '../amount.js';
import { nothing } from '../element-node.js';
import { EvaluationError } from '../environment.js';
import type { FunctionCompiler, FunctionTable } from '../function-call.js';
import { asNumber, singleValue } from '../system-value.js';

function ofNumber(calculate: (number: number, other: number | undefined) => number): FunctionCompiler {
  return ({ source, arguments: [given] }) =>
    (focus, environment) => {
      const value = singleValue(source(focus, environment));
      if (value === undefined) return nothing;
      const other = given && asNumber(given(focus, environment));
      const number = value instanceof Amount ? value.value : value;
      if (typeof number !== 'number') throw new EvaluationError('not a number');
      const result = calculate(number, other);
      if (!Number.isFinite(result)) return nothing;
      return [value instanceof Amount ? new Amount(result, value.unit) : result];
    };
}

/** http://hl7.org/fhirpath/N1/#math */
export const mathematicalFunctions: FunctionTable = {
  abs: ofNumber(Math.abs),
  ceiling: ofNumber(Math.ceil),
  floor: ofNumber(Math.floor),
  truncate: ofNumber(Math.trunc),
  round: ofNumber((number, digits = 0) => Math.round(number * 10 ** digits) / 10 ** digits),
  sqrt: ofNumber(Math.sqrt),
  exp: ofNumber(Math.exp),
  ln: ofNumber(Math.log),
  log: ofNumber((number, base = Math.E) => Math.log(number) / Math.log(base)),
  power: ofNumber((number, exponent = 1) => number ** exponent),
};
