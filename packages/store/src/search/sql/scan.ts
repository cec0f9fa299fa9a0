import type { SqlBuilder } from './statement.js';

/**
 * Rows of one index table. The row is {t}, and values stand as {0}, {1}, ...: scans that differ in values alone
 * have one text, so that thousands of them can be one query over a list.
 */
export interface Scan {
  readonly table: string;
  /** All are to be fulfilled. */
  readonly terms: readonly string[];
  readonly values: readonly ScanValue[];
  /** The column by which the index has the rows in order. */
  readonly order?: string;
  /** The condition on rows `d` of the dictionary, each of whose hashes the terms are asked with. */
  readonly through?: string;
  /** Its values are lists themselves: it cannot be put into another. */
  readonly alone?: true;
}

export interface ScanValue {
  readonly value: unknown;
  readonly type: string;
}

/** What the terms of a scan are made with. */
export interface ScanBuilder extends Pick<SqlBuilder, 'table' | 'bind'> {
  scan(table: string, terms: readonly string[], more?: Pick<Scan, 'order' | 'through' | 'alone'>): Scan;
}

export function createScanBuilder({ table }: Pick<SqlBuilder, 'table'>): ScanBuilder {
  const values: ScanValue[] = [];
  return {
    table,
    bind: (value, type) => `{${values.push({ value, type }) - 1}}`,
    scan: (name, terms, more = {}) => ({ table: name, terms, values, ...more }),
  };
}

/** As few are as quick one by one; of thousands PostgreSQL would take seconds to plan a query for each. */
export const MANY = 20;

/** Scans of one text. */
export type ScanGroup = readonly [Scan, ...Scan[]];

/** Puts scans of one text together, where they are many. */
export function groupScans(scans: readonly Scan[]): readonly ScanGroup[] {
  if (scans.length < MANY) return scans.map((scan) => [scan]);
  const groups = new Map<string, [Scan, ...Scan[]]>();
  const alone: ScanGroup[] = [];
  for (const scan of scans) {
    if (scan.alone === true) {
      alone.push([scan]);
      continue;
    }
    const name = JSON.stringify([scan.table, scan.terms, scan.order, scan.through]);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [scan]);
    else group.push(scan);
  }
  const together = [...groups.values()].flatMap((group): readonly ScanGroup[] =>
    group.length < MANY ? group.map((scan) => [scan]) : [group],
  );
  return [...together, ...alone];
}

/** How the values of a group stand in a statement. */
interface Filling {
  /** The text of each value: of itself, or of a column of the list `u`. */
  readonly texts: readonly string[];
  /** For each value that differs: all of them, as an array. */
  readonly arrays: ReadonlyMap<number, string>;
  /** `unnest(...) AS u (p1)`; undefined where no values differ. */
  readonly list: string | undefined;
}

function filling(group: ScanGroup, sql: SqlBuilder): Filling {
  const [first] = group;
  const arrays = new Map<number, string>();
  const texts = first.values.map(({ value, type }, index) => {
    // What is the same in all of them bounds the index itself.
    if (group.every((scan) => scan.values[index]?.value === value)) return sql.bind(value, type);
    arrays.set(
      index,
      sql.bind(
        group.map((scan) => scan.values[index]?.value),
        `${type}[]`,
      ),
    );
    return `u.p${index}`;
  });
  const names = [...arrays.keys()].map((index) => `p${index}`);
  const list =
    arrays.size === 0 ? undefined : `unnest(${[...arrays.values()].join(', ')}) AS u (${names.join(', ')})`;
  return { texts, arrays, list };
}

function filled(term: string, alias: string, { texts }: Filling): string {
  return term.replace(/\{(t|\d+)\}/g, (_, name: string) => (name === 't' ? alias : texts[Number(name)]!));
}

/**
 * The query for the rows `t` of a group.
 *
 * @param rest further conditions on each row
 * @param limit no more than this of each range, in the order of its index: what makes the planner use it even
 *   where it thinks, rightly or not, that most of the table fulfils the condition
 */
export function scanRows(group: ScanGroup, rest: string, limit: string | undefined, sql: SqlBuilder): string {
  const [{ table, terms, order, through }] = group;
  const fill = filling(group, sql);
  const where = terms.map((term) => filled(term, 't', fill)).join(' AND ');
  const end =
    limit === undefined ? '' : `${order === undefined ? '' : ` ORDER BY t.${order}`} LIMIT ${limit}`;
  const rows = `SELECT t.vid, t.part FROM ${sql.table(table)} t WHERE ${where}${rest}`;
  const from = [
    ...(fill.list === undefined ? [] : [fill.list]),
    ...(through === undefined ? [] : [`${sql.table('dictionary')} d`]),
  ];
  if (from.length === 0) return rows + end;
  const outer = through === undefined ? '' : ` WHERE ${filled(through, 't', fill)}`;
  // The lateral query cannot be flattened: one range of the index for each, whatever the planner expects.
  return `SELECT t.vid, t.part FROM ${from.join(' CROSS JOIN ')} CROSS JOIN LATERAL (${rows}${end === '' ? ' OFFSET 0' : end}) t${outer}${limit === undefined ? '' : ` LIMIT ${limit}`}`;
}

/** Whether a row, under an alias, is one of a group's: conditions to ask it by the index of versions. */
export function scanTerms(group: ScanGroup, alias: string, sql: SqlBuilder): string {
  const [{ terms }] = group;
  const fill = filling(group, sql);
  const text = (each: readonly string[]): string =>
    each.map((term) => filled(term, alias, fill)).join(' AND ');
  if (fill.list === undefined) return text(terms);
  const differs = (term: string): boolean =>
    [...term.matchAll(/\{(\d+)\}/g)].some(([, index]) => fill.arrays.has(Number(index)));
  const same = terms.filter((term) => !differs(term));
  const differing = terms.filter(differs);
  // Most rows are of none of the keys: to look at them is quicker than to go through the list.
  const keys = differing.flatMap((term) => {
    const [, column, index] = /^(\{t\}\.\w+) = \{(\d+)\}$/.exec(term) ?? [];
    return column === undefined
      ? []
      : [`${filled(column, alias, fill)} = ANY (${fill.arrays.get(Number(index))!})`];
  });
  return [
    ...(same.length > 0 ? [text(same)] : []),
    ...keys,
    `EXISTS (SELECT 1 FROM ${fill.list} WHERE ${text(differing)})`,
  ].join(' AND ');
}
