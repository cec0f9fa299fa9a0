import {
  filterList,
  isTerminologyFault,
  type ConceptExpression,
  type ConceptFilter,
  type OrTerminologyFault,
} from '@wellspring/fhir';
import { patternFault, unknownOperator } from '@wellspring/fhir';
import type { ReleaseTables } from './release-tables.js';

/** The values of a statement; each is bound where it is first used. */
export interface BoundValues {
  readonly values: unknown[];
  /** @returns `$3::text` */
  bind(value: unknown, type: string): string;
}

export function boundValues(): BoundValues {
  const values: unknown[] = [];
  return {
    values,
    bind: (value, type) => {
      values.push(value);
      return `$${values.length}::${type}`;
    },
  };
}

/** A condition on the row `c` of the table of concepts. */
export interface Condition {
  readonly sql: string;
}

/** What statements about one release are made with. */
export interface ExpressionContext {
  readonly tables: ReleaseTables;
  readonly bound: BoundValues;
  /** The numbers of the concepts that hierarchies are asked about; what is not there has none. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** Turns an expression into a condition. What is not known (`unknown`) does not hold. */
export function expressionSql(
  expression: ConceptExpression,
  context: ExpressionContext,
): OrTerminologyFault<Condition> {
  switch (expression.kind) {
    case 'all':
      return { sql: 'TRUE' };
    case 'unknown':
      return { sql: 'FALSE' };
    case 'active':
      return { sql: 'c.active' };
    case 'codes':
      return { sql: `c.code = ANY (${context.bound.bind([...expression.codes], 'text[]')})` };
    case 'filter':
      return filterSql(expression.filter, context);
    case 'not': {
      const condition = expressionSql(expression.of, context);
      return isTerminologyFault(condition) ? condition : { sql: `NOT (${condition.sql})` };
    }
    case 'and':
    case 'or': {
      const parts: string[] = [];
      for (const each of expression.of) {
        const condition = expressionSql(each, context);
        if (isTerminologyFault(condition)) return condition;
        parts.push(`(${condition.sql})`);
      }
      const neutral = expression.kind === 'and' ? 'TRUE' : 'FALSE';
      return { sql: parts.length === 0 ? neutral : parts.join(expression.kind === 'and' ? ' AND ' : ' OR ') };
    }
    default:
      return expression satisfies never;
  }
}

/** Codes whose numbers {@link expressionSql} needs. */
export function hierarchyCodes(expression: ConceptExpression): readonly string[] {
  switch (expression.kind) {
    case 'filter': {
      const { property, op, value } = expression.filter;
      return hierarchyOperators.has(op) || (property === 'ancestor' && op === '=') ? [value] : [];
    }
    case 'not':
      return hierarchyCodes(expression.of);
    case 'and':
    case 'or':
      return expression.of.flatMap(hierarchyCodes);
    case 'all':
    case 'active':
    case 'unknown':
    case 'codes':
      return [];
    default:
      return expression satisfies never;
  }
}

const hierarchyOperators: ReadonlySet<string> = new Set(['is-a', 'is-not-a', 'descendent-of', 'generalizes']);

/** One filter: of a property as it stands in its table, or of the concept itself. */
export function filterSql(filter: ConceptFilter, context: ExpressionContext): OrTerminologyFault<Condition> {
  const { property, op, value } = filter;
  const { bound, numbers, tables } = context;
  const below = (from: string, itself: boolean): string => {
    const number = numbers.get(value);
    if (number === undefined) return 'FALSE';
    const at = bound.bind(number, 'integer');
    const [known, wanted] = from === 'above' ? ['ancestor', 'descendant'] : ['descendant', 'ancestor'];
    const related = `c.concept IN (SELECT a.${wanted} FROM ${tables.ancestor} a WHERE a.${known} = ${at})`;
    return itself ? related : `${related} AND c.concept <> ${at}`;
  };
  switch (op) {
    case 'is-a':
      return { sql: below('above', true) };
    case 'is-not-a':
      return { sql: `NOT (${below('above', true)})` };
    case 'descendent-of':
      return { sql: below('above', false) };
    case 'generalizes':
      return { sql: below('below', true) };
    case '=':
      if (property === 'ancestor') return { sql: below('above', false) };
      return { sql: hasValue(property, [value], context) };
    case 'in':
    case 'not-in': {
      const has = hasValue(property, [...filterList(value)], context);
      return { sql: op === 'in' ? has : `NOT (${has})` };
    }
    case 'exists': {
      const has = hasAny(property, '', context);
      return { sql: value === 'true' ? has : `NOT (${has})` };
    }
    case 'regex': {
      const fault = patternFault(value);
      if (fault !== undefined) return fault;
      const pattern = bound.bind(`^(?:${value})$`, 'text');
      return { sql: hasAny(property, `~ ${pattern}`, context) };
    }
    default:
      return unknownOperator(op);
  }
}

/** Whether a property has one of some values. */
function hasValue(property: string, list: readonly string[], context: ExpressionContext): string {
  const { bound, tables } = context;
  const values = bound.bind(list, 'text[]');
  if (isOwn(property)) return hasAny(property, `= ANY (${values})`, context);
  const name = bound.bind(property, 'text');
  return `c.code IN (SELECT p.code FROM unnest(${values}) AS wanted (value) JOIN ${tables.property} p
    ON p.property = ${name} AND hashtextextended(p.value, 0) = hashtextextended(wanted.value, 0)
   AND p.value = wanted.value)`;
}

/** What does not stand in the table of properties. */
function isOwn(property: string): boolean {
  return ['concept', 'code', 'display', 'parent', 'child'].includes(property);
}

/** Whether a property has a value of which something holds; any value where nothing is asked. */
function hasAny(property: string, test: string, { bound, tables }: ExpressionContext): string {
  const where = (column: string) => (test === '' ? '' : ` AND ${column} ${test}`);
  switch (property) {
    case 'concept':
    case 'code':
      return test === '' ? 'TRUE' : `c.code ${test}`;
    case 'display':
      return `EXISTS (SELECT FROM ${tables.term} t WHERE t.code = c.code${where('t.term')}
        AND t.role = (SELECT min(role) FROM ${tables.term} o WHERE o.code = c.code))`;
    case 'parent':
      return `EXISTS (SELECT FROM ${tables.edge} e WHERE e.code = c.code${where('e.parent')})`;
    case 'child':
      return `EXISTS (SELECT FROM ${tables.edge} e WHERE e.parent = c.code${where('e.code')})`;
    default: {
      const name = bound.bind(property, 'text');
      return `EXISTS (SELECT FROM ${tables.property} p WHERE p.code = c.code AND p.property = ${name}${where('p.value')})`;
    }
  }
}
