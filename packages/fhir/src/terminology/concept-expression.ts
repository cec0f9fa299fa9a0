import { isTerminologyFault, type OrTerminologyFault } from './terminology-fault.js';

/** One filter of a value set (https://hl7.org/fhir/R4/valueset-filter-operator.html). */
export interface ConceptFilter {
  readonly property: string;
  readonly op: string;
  readonly value: string;
}

/** Which concepts of one code system are meant. Value sets are such expressions, one for each of their systems. */
export type ConceptExpression =
  | { readonly kind: 'all' }
  /** These, whether the code system is known to have them or not. */
  | { readonly kind: 'codes'; readonly codes: ReadonlySet<string> }
  | { readonly kind: 'filter'; readonly filter: ConceptFilter }
  /** All that are not inactive. */
  | { readonly kind: 'active' }
  /** It cannot be said which: what it depends on is not known here. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'and' | 'or'; readonly of: readonly ConceptExpression[] }
  | { readonly kind: 'not'; readonly of: ConceptExpression };

export const allConcepts: ConceptExpression = { kind: 'all' };
export const noConcept: ConceptExpression = { kind: 'codes', codes: new Set() };

/** What is one of them. Lists of codes become one list, so that they can be told without their code system. */
export function eitherOf(expressions: readonly ConceptExpression[]): ConceptExpression {
  const [only] = expressions;
  if (only !== undefined && expressions.length === 1) return only;
  const codes = new Set<string>();
  const others: ConceptExpression[] = [];
  for (const each of expressions) {
    if (each.kind === 'all') return each;
    if (each.kind === 'codes') for (const code of each.codes) codes.add(code);
    else if (each.kind === 'or') others.push(...each.of);
    else others.push(each);
  }
  if (others.length === 0) return { kind: 'codes', codes };
  if (codes.size > 0) others.unshift({ kind: 'codes', codes });
  return others.length === 1 ? others[0]! : { kind: 'or', of: others };
}

/** What is both. */
export function bothOf(a: ConceptExpression, b: ConceptExpression): ConceptExpression {
  if (a.kind === 'all') return b;
  if (b.kind === 'all') return a;
  if (a.kind === 'codes' && b.kind === 'codes') return codesWhere(a.codes, (code) => b.codes.has(code));
  if (a.kind === 'codes' && b.kind === 'not' && b.of.kind === 'codes') {
    const left = b.of.codes;
    return codesWhere(a.codes, (code) => !left.has(code));
  }
  if (b.kind === 'codes' && a.kind === 'not') return bothOf(b, a);
  const parts = [a, b].flatMap((each) => (each.kind === 'and' ? each.of : [each]));
  return { kind: 'and', of: parts };
}

/** What it is not. */
export function noneOf(expression: ConceptExpression): ConceptExpression {
  if (expression.kind === 'all') return noConcept;
  if (expression.kind === 'not') return expression.of;
  if (expression.kind === 'codes' && expression.codes.size === 0) return allConcepts;
  return { kind: 'not', of: expression };
}

function codesWhere(codes: ReadonlySet<string>, keep: (code: string) => boolean): ConceptExpression {
  return { kind: 'codes', codes: new Set([...codes].filter(keep)) };
}

/** Whether a code is meant: undefined where that cannot be said. The concept is undefined where it is not known. */
export type ConceptTest<C> = (code: string, concept: C | undefined) => boolean | undefined;

/** How the parts of an expression that only a code system knows are tested. */
export interface ConceptLeaves<C> {
  readonly all: ConceptTest<C>;
  readonly active: ConceptTest<C>;
  filter(filter: ConceptFilter): OrTerminologyFault<ConceptTest<C>>;
}

/** Makes a test of an expression, in the logic of true, false and unknown. */
export function conceptTest<C>(
  expression: ConceptExpression,
  leaves: ConceptLeaves<C>,
): OrTerminologyFault<ConceptTest<C>> {
  switch (expression.kind) {
    case 'all':
      return leaves.all;
    case 'active':
      return leaves.active;
    case 'unknown':
      return () => undefined;
    case 'codes': {
      const { codes } = expression;
      return (code) => codes.has(code);
    }
    case 'filter':
      return leaves.filter(expression.filter);
    case 'not': {
      const test = conceptTest(expression.of, leaves);
      if (isTerminologyFault(test)) return test;
      return (code, concept) => {
        const holds = test(code, concept);
        return holds === undefined ? undefined : !holds;
      };
    }
    case 'and':
    case 'or': {
      const tests: ConceptTest<C>[] = [];
      for (const each of expression.of) {
        const test = conceptTest(each, leaves);
        if (isTerminologyFault(test)) return test;
        tests.push(test);
      }
      // One that is false decides an "and", one that is true an "or".
      const decisive = expression.kind === 'or';
      return (code, concept) => {
        let outcome: boolean | undefined = !decisive;
        for (const test of tests) {
          const holds = test(code, concept);
          if (holds === decisive) return decisive;
          if (holds === undefined) outcome = undefined;
        }
        return outcome;
      };
    }
    default:
      return expression satisfies never;
  }
}

/** All codes that an expression can mean, where it says so itself; undefined where only the code system knows. */
export function candidates(expression: ConceptExpression): ReadonlySet<string> | undefined {
  switch (expression.kind) {
    case 'codes':
      return expression.codes;
    case 'and':
      return expression.of.map(candidates).find((codes) => codes !== undefined);
    case 'or': {
      const codes = new Set<string>();
      for (const each of expression.of) {
        const some = candidates(each);
        if (some === undefined) return undefined;
        for (const code of some) codes.add(code);
      }
      return codes;
    }
    case 'all':
    case 'active':
    case 'unknown':
    case 'filter':
    case 'not':
      return undefined;
    default:
      return expression satisfies never;
  }
}

/** The filters of an expression, in the order they stand in it. */
export function filtersIn(expression: ConceptExpression): readonly ConceptFilter[] {
  switch (expression.kind) {
    case 'filter':
      return [expression.filter];
    case 'not':
      return filtersIn(expression.of);
    case 'and':
    case 'or':
      return expression.of.flatMap(filtersIn);
    case 'all':
    case 'active':
    case 'unknown':
    case 'codes':
      return [];
    default:
      return expression satisfies never;
  }
}
