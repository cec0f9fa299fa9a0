import { isConnectionFailure, sqlState } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import {
  boundedWord,
  conceptTest,
  filtersIn,
  isTerminologyFault,
  termWords,
  type CodeSystemProvider,
  type ConceptDetails,
  type ConceptExpression,
  type ConceptSelection,
  type OrTerminologyFault,
  type SelectedConcepts,
  type TerminologyFault,
} from '@wellspring/fhir';
import type { StoreContext } from '../store-context.js';
import { codeSystemDescription } from './code-system-kind.js';
import type { NumberedRelease } from './code-system-release.js';
import { readConcepts } from './concept-rows.js';
import { boundValues, expressionSql, filterSql, hierarchyCodes } from './expression-sql.js';
import { releaseTables } from './release-tables.js';

/** Longest time of one statement, in ms: regular expressions and very broad filters take the longest. */
const statementMs = 10_000;

interface Row {
  readonly concept: number;
  readonly code: string;
  readonly active: boolean;
}

/** A release in the tables of a data store. */
export function loadedCodeSystem(
  { database, schema }: Pick<StoreContext, 'database' | 'schema'>,
  { release, kind, system, version, concepts: size }: NumberedRelease,
): CodeSystemProvider {
  const tables = releaseTables(schema, release);
  const { name, hasSubsumption } = codeSystemDescription(kind);

  async function query<T>(text: string, values: readonly unknown[]): Promise<T[]> {
    try {
      return await database.query<T>(text, values, { timeoutMs: statementMs });
    } catch (error) {
      if (!isConnectionFailure(error) && sqlState(error) === '42P01')
        throw new WellspringError(
          'database-unavailable',
          `The release ${version} of ${system} was removed at this moment; ask again`,
          { cause: error },
        );
      throw error;
    }
  }

  /** What goes wrong with a filter is the filter's fault, not the server's. */
  async function filtered<T>(
    text: string,
    values: readonly unknown[],
  ): Promise<OrTerminologyFault<readonly T[]>> {
    try {
      return await query<T>(text, values);
    } catch (error) {
      const state = sqlState(error);
      if (state === '2201B')
        return { code: 'invalid', fault: 'has a regular expression that cannot be used' };
      if (state === '57014')
        return { code: 'too-costly', fault: `needs more than ${statementMs / 1_000} s to be worked out` };
      throw error;
    }
  }

  async function numbersOf(codes: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (codes.length === 0) return new Map();
    const rows = await query<Row>(`SELECT concept, code FROM ${tables.concept} WHERE code = ANY ($1)`, [
      codes,
    ]);
    return new Map(rows.map(({ code, concept }) => [code, concept]));
  }

  async function select({
    expression,
    text,
    offset,
    count,
  }: ConceptSelection): Promise<OrTerminologyFault<SelectedConcepts>> {
    if (filtersIn(expression).length > mostFilters) return tooManyFilters;
    const bound = boundValues();
    const numbers = await numbersOf(hierarchyCodes(expression));
    const condition = expressionSql(expression, { tables, bound, numbers });
    if (isTerminologyFault(condition)) return condition;
    const words = text === undefined ? [] : termWords(text);
    const found =
      words.length === 0
        ? ''
        : ` AND c.code IN (SELECT t.code FROM ${tables.term} t WHERE t.words @@ ${bound.bind(textQuery(words), 'tsquery')})`;
    const from = `FROM ${tables.concept} c WHERE ${condition.sql}${found}`;
    const counting = [...bound.values];
    const rows =
      count === 0
        ? []
        : await filtered<Row>(
            `SELECT c.concept, c.code, c.active ${from} ORDER BY c.concept
              LIMIT ${bound.bind(count, 'integer')} OFFSET ${bound.bind(offset, 'bigint')}`,
            bound.values,
          );
    if (isTerminologyFault(rows)) return rows;
    let total = offset + rows.length;
    // A page that is not full is the last one.
    if (rows.length === count || (rows.length === 0 && offset > 0)) {
      if (expression.kind === 'all' && words.length === 0) total = size;
      else {
        const related = words.length === 0 ? relatedCount(expression, numbers) : undefined;
        const counted =
          related === undefined
            ? await filtered<{ total: bigint }>(`SELECT count(*) AS total ${from}`, counting)
            : await filtered<{ total: bigint }>(related.sql, related.values);
        if (isTerminologyFault(counted)) return counted;
        total = Number(counted[0]!.total);
      }
    }
    return { total, concepts: await readConcepts(query, tables, rows, false) };
  }

  /** How many concepts are above or below one: a range of an index, without looking at the concepts. */
  function relatedCount(
    expression: ConceptExpression,
    numbers: ReadonlyMap<string, number>,
  ): { readonly sql: string; readonly values: readonly unknown[] } | undefined {
    if (expression.kind !== 'filter') return undefined;
    const { op, value } = expression.filter;
    const number = numbers.get(value);
    if ((op !== 'is-a' && op !== 'generalizes') || number === undefined) return undefined;
    const column = op === 'is-a' ? 'ancestor' : 'descendant';
    return { sql: `SELECT count(*) AS total FROM ${tables.ancestor} WHERE ${column} = $1`, values: [number] };
  }

  async function judge(
    expression: ConceptExpression,
    codes: readonly string[],
  ): Promise<OrTerminologyFault<ReadonlyMap<string, boolean | undefined>>> {
    const filters = filtersIn(expression);
    if (filters.length > mostFilters) return tooManyFilters;
    const bound = boundValues();
    const wanted = bound.bind(codes, 'text[]');
    const numbers = await numbersOf(hierarchyCodes(expression));
    const columns: string[] = [];
    for (const [index, filter] of filters.entries()) {
      const condition = filterSql(filter, { tables, bound, numbers });
      if (isTerminologyFault(condition)) return condition;
      columns.push(`, (${condition.sql}) AS f${index}`);
    }
    const rows = await filtered<Row & Readonly<Record<`f${number}`, boolean>>>(
      `SELECT c.concept, c.code, c.active${columns.join('')} FROM ${tables.concept} c WHERE c.code = ANY (${wanted})`,
      bound.values,
    );
    if (isTerminologyFault(rows)) return rows;
    const byCode = new Map(rows.map((row) => [row.code, row]));
    const test = conceptTest<(typeof rows)[number]>(expression, {
      all: (_, row) => row !== undefined,
      active: (_, row) => row?.active === true,
      filter: (filter) => {
        const column = `f${filters.indexOf(filter)}` as const;
        return (_, row) => row?.[column] === true;
      },
    });
    if (isTerminologyFault(test)) return test;
    return new Map(codes.map((code) => [code, test(code, byCode.get(code))]));
  }

  return {
    system,
    version,
    name,
    coverage: 'complete',
    hasSubsumption,
    select,
    judge,
    async concepts(codes) {
      const rows = await query<Row>(
        `SELECT concept, code, active FROM ${tables.concept} WHERE code = ANY ($1)`,
        [codes],
      );
      const found: readonly ConceptDetails[] = await readConcepts(query, tables, rows, codes.length === 1);
      return new Map(found.map((concept) => [concept.code, concept]));
    },
    async related(code) {
      const parents = await query<{ code: string }>(
        `SELECT e.parent AS code FROM ${tables.edge} e WHERE e.code = $1 ORDER BY 1 LIMIT ${mostRelated}`,
        [code],
      );
      const children = await query<{ code: string }>(
        `SELECT e.code FROM ${tables.edge} e WHERE e.parent = $1 ORDER BY 1 LIMIT ${mostRelated}`,
        [code],
      );
      const codesOf = (rows: readonly { readonly code: string }[]) => [
        ...new Set(rows.map((row) => row.code)),
      ];
      return { parents: codesOf(parents), children: codesOf(children) };
    },
  };
}

/** Filters of one statement: more than any value set needs, and few enough to be planned quickly. */
const mostFilters = 200;

const tooManyFilters: TerminologyFault = {
  code: 'too-costly',
  fault: `has more than ${mostFilters} filters of one code system`,
};

/** Parents and children that are told of a concept. */
const mostRelated = 10_000;

/** Each word as the beginning of one. */
function textQuery(words: readonly string[]): string {
  return words
    .map((word) => `'${boundedWord(word).replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`)
    .join(' & ');
}
