import type { Statement } from '../write/versions-statement.js';
import { createdColumn } from './history-version.js';
import { versionColumns } from './stored-version.js';
import { pageOfBodies } from './version-page.js';

/** A type, by its number and by the hash of its `_type` rows in the index. */
export interface TypeOfHistory {
  readonly number: number;
  readonly hash: bigint;
}

/** Which versions, by their ids. */
export interface HistoryRange {
  /** This one or later. */
  readonly from: bigint;
  /** Earlier than this one. */
  readonly before: bigint;
  /** Only those that were current here or came later. */
  readonly currentAt: bigint | undefined;
  readonly limit: number;
}

/**
 * A page of the history of a type, or of everything, newest first. Everything is the key of `version` backwards.
 * A type is merged from three ranges, of which each is in that order: the current versions of the type, those
 * that were replaced, and those that delete; a delete that was replaced is in two of them.
 */
export function historyOfManyStatement(
  schema: string,
  type: TypeOfHistory | undefined,
  { from, before, currentAt, limit }: HistoryRange,
): Statement {
  const values: unknown[] = [from, before];
  const bind = (value: unknown, sqlType: string): string => `$${values.push(value)}::${sqlType}`;
  const current = currentAt === undefined ? undefined : bind(currentAt, 'bigint');
  const earlier = (alias: string) => `${alias}.vid < $2::bigint`;
  // A number the planner can see, so that it knows how little is wanted.
  const newest = (alias: string) => `ORDER BY ${alias}.vid DESC LIMIT ${Math.trunc(limit)}`;
  /** Whether a version that was replaced was so only after the moment. */
  const lasted = (alias: string) =>
    current === undefined
      ? ''
      : `AND (${alias}.vid >= ${current} OR ${successor(schema, alias)} > ${current})`;

  let page: string;
  if (type === undefined) {
    const still =
      current && `AND (v.vid >= ${current} OR coalesce(${successor(schema, 'v')} > ${current}, true))`;
    page = `SELECT v.vid, v.part FROM ${schema}.version v WHERE ${earlier('v')} ${still ?? ''} ${newest('v')}`;
  } else {
    const number = bind(type.number, 'smallint');
    page = `SELECT vid, part FROM (
      (SELECT t.vid, t.part FROM ${schema}.token t
       WHERE t.hash = ${bind(type.hash, 'bigint')} AND ${earlier('t')} ${newest('t')})
      UNION
      (SELECT s.vid, s.part FROM ${schema}.superseded s
       WHERE s.type = ${number} AND ${earlier('s')} ${lasted('s')} ${newest('s')})
      UNION
      (SELECT d.vid, d.part FROM ${schema}.version d
       WHERE d.type = ${number} AND d.method = 3 AND ${earlier('d')}
         ${current === undefined ? '' : `AND (d.vid >= ${current} OR coalesce(${successor(schema, 'd')} > ${current}, true))`}
       ${newest('d')})
    ) each_range ${newest('each_range')}`;
  }
  const bodies = `SELECT ${versionColumns}, ${createdColumn(schema)} FROM page
    CROSS JOIN LATERAL (
      SELECT * FROM ${schema}.version v WHERE v.vid = page.vid AND v.part = page.part OFFSET 0
    ) v`;
  // The lower bound comes last: in this order it cuts off the end. With two bounds of unknown values the planner
  // expects few rows, and collects and sorts what may be all of the table.
  const bounded = `SELECT vid, part FROM (${page}) newest WHERE vid >= $1::bigint`;
  return {
    text: `WITH page AS MATERIALIZED (${bounded}) ${pageOfBodies(bodies, 'vid DESC', 'created, ')} ORDER BY vid DESC`,
    values,
  };
}

/** The version that replaced the one of an alias; null where it is the current one. */
function successor(schema: string, alias: string): string {
  const same = (other: string) =>
    `${other}.id = ${alias}.id AND ${other}.type = ${alias}.type AND ${other}.version = ${alias}.version + 1`;
  return `(SELECT n.vid FROM ${schema}.superseded n WHERE ${same('n')}
      UNION ALL SELECT n.vid FROM ${schema}.resource n WHERE ${same('n')})`;
}
