import { compileExpression } from '../../fhirpath/compile-expression.js';
import { parseExpression } from '../../fhirpath/parse-expression.js';
import type { Scope } from '../../fhirpath/scope.js';
import type { Taker, Visit } from '../../fhirpath/visit.js';
import type { SimpleIndexValue } from '../index-value.js';
import type { SearchParameterComponent } from '../search-parameter.js';
import type { Extraction } from './extraction.js';
import { simpleValues } from './simple-values.js';

/** More tuples than this of one element are not data, but an attempt to make the index explode. */
const maxTuples = 1_000;

/** Loops, since `flatMap` took a third of an Observation's time. */
function product(
  tuples: readonly (readonly SimpleIndexValue[])[],
  values: readonly SimpleIndexValue[],
): readonly (readonly SimpleIndexValue[])[] {
  const all: (readonly SimpleIndexValue[])[] = [];
  for (const tuple of tuples) {
    for (const value of values) {
      if (all.length === maxTuples) return all;
      all.push([...tuple, value]);
    }
  }
  return all;
}

/** Every combination of the components' values within one element. */
export function compositeValues(
  param: string,
  components: readonly SearchParameterComponent[],
  around: Scope,
): Taker<Extraction> {
  return (element) => {
    const visits: Visit<Extraction>[] = [];
    for (const { name, type, expression } of components) {
      const scope = { ...around, focus: element };
      const visit = compileExpression(parseExpression(expression), scope, simpleValues(type, name));
      if (visit === undefined) return undefined;
      visits.push(visit);
    }
    return (value, extraction) => {
      let tuples: readonly (readonly SimpleIndexValue[])[] = [[]];
      for (const visit of visits) {
        const values: SimpleIndexValue[] = [];
        visit(value, { resource: extraction.resource, values });
        if (values.length === 0) return;
        tuples = product(tuples, values);
      }
      for (const tuple of tuples) extraction.values.push({ kind: 'composite', param, components: tuple });
    };
  };
}
