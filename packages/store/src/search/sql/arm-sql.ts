import { toBigInt } from '../../hash/sip-hash.js';
import { afterPrefix } from '../plan/after-prefix.js';
import type {
  Arm,
  DictionaryArm,
  HashArm,
  NearArm,
  RangeArm,
  StringArm,
  StringListArm,
  TimeArm,
  WordsArm,
} from '../plan/arm.js';
import { rangePredicate, rangeScans, rangeTable } from './range-sql.js';
import type { SqlBuilder } from './statement.js';

/** Arms that are no hashes: each is asked by itself. */
export type OtherArm = Exclude<Arm, HashArm | DictionaryArm>;

/** The row `b` belongs to the same version as the row `row`. */
export function sameVersion(row: string): string {
  return `b.vid = ${row}.vid AND b.part = ${row}.part`;
}

/** Mean radius of the earth, in km, and how long a degree of latitude is at most. */
const EARTH_KM = 6371.0088;
const DEGREE_KM = 111;

/** Whether there is an index of an arm's rows; else each resource is asked. */
export function hasRows(arm: OtherArm): arm is Exclude<OtherArm, TimeArm> {
  return arm.kind !== 'time';
}

/**
 * The queries whose rows together are an arm's, in `t`.
 *
 * @param limit no more than this of each, in the order of its index: what makes the planner use it even
 *   where it thinks, rightly or not, that most of the table fulfils the condition
 */
export function armRows(
  arm: Exclude<OtherArm, TimeArm>,
  rest: string,
  limit: string | undefined,
  sql: SqlBuilder,
): readonly string[] {
  const scan = (table: string, where: string, order: string | undefined): string =>
    `SELECT t.vid, t.part FROM ${sql.table(table)} t WHERE ${where}${rest}` +
    (limit === undefined ? '' : `${order === undefined ? '' : ` ORDER BY t.${order}`} LIMIT ${limit}`);
  switch (arm.kind) {
    case 'string':
      return [scan('string', stringPredicate(arm, 't', sql), 'value')];
    case 'string-list':
      return [
        `SELECT t.vid, t.part FROM ${stringList(arm, sql)} CROSS JOIN LATERAL (
           SELECT t.vid, t.part FROM ${sql.table('string')} t
           WHERE t.key = ${sql.bind(toBigInt(arm.key), 'bigint')} AND ${withinList('t')}${rest} OFFSET 0
         ) t${limit === undefined ? '' : ` LIMIT ${limit}`}`,
      ];
    case 'range':
      return rangeScans(arm, sql).map(({ where, order }) => scan(rangeTable(arm), where, order));
    case 'near':
      return [scan('number', nearPredicate(arm, 't', sql), 'low')];
    case 'words': {
      const ofType = `SELECT 1 FROM ${sql.table('token')} b WHERE b.hash = ${sql.bind(toBigInt(arm.type), 'bigint')} AND ${sameVersion('t')}`;
      return [
        scan('words', `t.words @@ ${tsquery(arm.words, sql)} AND EXISTS (${ofType} OFFSET 0)`, undefined),
      ];
    }
    case 'self':
      return [
        scan('resource', `t.self = ${sql.bind(toBigInt(arm.hash), 'bigint')} AND NOT t.deleted`, undefined),
      ];
    default:
      return arm satisfies never;
  }
}

/** Whether the resource whose version is the row `row` has a row of the arm. */
export function armProbe(arm: OtherArm, row: string, sql: SqlBuilder): string {
  const ask = (table: string, where: string): string => askRow(sql.table(table), where, row);
  switch (arm.kind) {
    case 'string':
      return ask('string', stringPredicate(arm, 'b', sql));
    case 'string-list':
      return ask('string', listPredicate(arm, 'b', sql));
    case 'range':
      return ask(rangeTable(arm), rangePredicate(arm, 'b', sql));
    case 'near':
      return ask('number', nearPredicate(arm, 'b', sql));
    case 'words':
      return ask('words', `b.words @@ ${tsquery(arm.words, sql)}`);
    case 'self':
      return ask('resource', `b.self = ${sql.bind(toBigInt(arm.hash), 'bigint')} AND NOT b.deleted`);
    case 'time':
      return timePredicate(arm, row, sql);
    default:
      return arm satisfies never;
  }
}

/** An arm whose table has an index by version. */
type VersionedArm = StringArm | StringListArm | RangeArm | WordsArm;

export function isVersioned(arm: OtherArm): arm is VersionedArm {
  switch (arm.kind) {
    case 'string':
    case 'string-list':
    case 'range':
    case 'words':
      return true;
    case 'near':
    case 'self':
    case 'time':
      return false;
    default:
      return arm satisfies never;
  }
}

/** The rows of an arm that belong to one of the versions in an array. */
export function armAmong(arm: VersionedArm, array: string, alias: string, sql: SqlBuilder): string {
  const among = (table: string, where: string): string =>
    `SELECT ${alias}.vid, ${alias}.part FROM ${sql.table(table)} ${alias} WHERE ${alias}.vid = ANY (${array}) AND ${where}`;
  switch (arm.kind) {
    case 'string':
      return among('string', stringPredicate(arm, alias, sql));
    case 'string-list':
      return among('string', listPredicate(arm, alias, sql));
    case 'range':
      return among(rangeTable(arm), rangePredicate(arm, alias, sql));
    case 'words':
      return among('words', `${alias}.words @@ ${tsquery(arm.words, sql)}`);
    default:
      return arm satisfies never;
  }
}

/** A scalar subquery: the planner cannot turn it into a join, which it would at wrong estimates. */
export function askRow(table: string, where: string, row: string): string {
  return `COALESCE((SELECT true FROM ${table} b WHERE ${where} AND ${sameVersion(row)} LIMIT 1), false)`;
}

function stringPredicate({ key, system, match }: StringArm, alias: string, sql: SqlBuilder): string {
  let text = `${alias}.key = ${sql.bind(toBigInt(key), 'bigint')}`;
  if (system !== undefined) text += ` AND ${alias}.system = ${sql.bind(system, 'integer')}`;
  switch (match.kind) {
    case 'begins': {
      const end = afterPrefix(match.text);
      text += ` AND ${alias}.value >= ${sql.bind(match.text, 'text')}`;
      return end === undefined ? text : `${text} AND ${alias}.value < ${sql.bind(end, 'text')}`;
    }
    case 'contains':
      return `${text} AND strpos(${alias}.value, ${sql.bind(match.text, 'text')}) > 0`;
    case 'exact':
      return `${text} AND ${alias}.value = ${sql.bind(match.text, 'text')} AND ${alias}.exact = ${sql.bind(toBigInt(match.hash), 'bigint')}`;
    default:
      return match satisfies never;
  }
}

/** The ranges of the texts of a list, `u (low, high)`. */
function stringList({ texts }: StringListArm, sql: SqlBuilder): string {
  const ends = texts.map((text) => afterPrefix(text) ?? `${text}\u{10ffff}`);
  return `unnest(${sql.bind(texts, 'text[]')}, ${sql.bind(ends, 'text[]')}) AS u (low, high)`;
}

function withinList(alias: string): string {
  return `${alias}.value >= u.low AND ${alias}.value < u.high`;
}

function listPredicate(arm: StringListArm, alias: string, sql: SqlBuilder): string {
  return `${alias}.key = ${sql.bind(toBigInt(arm.key), 'bigint')}
    AND EXISTS (SELECT 1 FROM ${stringList(arm, sql)} WHERE ${withinList(alias)})`;
}

/** A band of latitudes, then the great-circle distance (haversine). */
function nearPredicate(
  { key, latitude, longitude, kilometres }: NearArm,
  alias: string,
  sql: SqlBuilder,
): string {
  const band = kilometres / DEGREE_KM;
  const [lat, lon] = [sql.bind(latitude, 'float8'), sql.bind(longitude, 'float8')];
  const half = (degrees: string): string => `power(sin(radians(${degrees}) / 2), 2)`;
  const chord = `${half(`${alias}.low - ${lat}`)} + cos(radians(${lat})) * cos(radians(${alias}.low)) * ${half(`${alias}.high - ${lon}`)}`;
  return `${alias}.key = ${sql.bind(toBigInt(key), 'bigint')}
    AND ${alias}.low >= ${sql.bind(latitude - band, 'float8')} AND ${alias}.low <= ${sql.bind(latitude + band, 'float8')}
    AND ${2 * EARTH_KM} * asin(least(1, sqrt(${chord}))) <= ${sql.bind(kilometres, 'float8')}`;
}

/** Normalised words have neither quotes nor backslashes. */
function tsquery(words: readonly string[], sql: SqlBuilder): string {
  return sql.bind(words.map((word) => `'${word}'`).join(' & '), 'tsquery');
}

function timePredicate({ of, low, high }: TimeArm, row: string, sql: SqlBuilder): string {
  const [from, to] = [sql.bind(low, 'bigint'), sql.bind(high, 'bigint')];
  if (of === 'version') return `(${row}.vid >= ${from} AND ${row}.vid < ${to})`;
  // A resource's first version is its current one, or was replaced; and none of its versions is older. Where the
  // first was erased, the oldest that is left counts.
  const replaced = `SELECT s.vid FROM ${sql.table('superseded')} s
    WHERE s.id = b.id AND s.type = b.type ORDER BY s.version LIMIT 1`;
  return `(${row}.vid >= ${from} AND COALESCE((
    SELECT f.vid >= ${from} AND f.vid < ${to} FROM (
      SELECT CASE WHEN b.version = 1 THEN b.vid ELSE COALESCE((${replaced}), b.vid) END AS vid
      FROM ${sql.table('version')} b WHERE ${sameVersion(row)}
    ) f), false))`;
}
