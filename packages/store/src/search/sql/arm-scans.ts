import { toBigInt } from '../../hash/sip-hash.js';
import { afterPrefix } from '../plan/after-prefix.js';
import type {
  Arm,
  DictionaryArm,
  HashArm,
  LackingArm,
  NearArm,
  RangeArm,
  SelfArm,
  StringArm,
  TimeArm,
  WordsArm,
} from '../plan/arm.js';
import { keyTerm, rangeProbes, rangeScans } from './range-sql.js';
import { createScanBuilder, type Scan, type ScanBuilder } from './scan.js';
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

/** An arm that no rows lead to: each resource is asked. */
export type RowlessArm = TimeArm | LackingArm;

export function isRowless(arm: Arm): arm is RowlessArm {
  return arm.kind === 'time' || arm.kind === 'lacking';
}

/** Whether the resource whose version is the row `row` fulfils it. */
export function rowlessPredicate(arm: RowlessArm, row: string, sql: SqlBuilder): string {
  if (arm.kind === 'time') return timePredicate(arm, row, sql);
  const any = sql.bind(arm.words.map((word) => `'${word}'`).join(' | '), 'tsquery');
  return `NOT ${askRow(sql.table('words'), `b.words @@ ${any}`, row)}`;
}

/** The scans whose rows together are an arm's. */
export function rowScans(arm: Exclude<OtherArm, RowlessArm>, sql: SqlBuilder): readonly Scan[] {
  const create = (): ScanBuilder => createScanBuilder(sql);
  const scan = create();
  switch (arm.kind) {
    case 'string': {
      const hash = scan.bind(toBigInt(arm.key), 'bigint');
      const more =
        arm.indirect === true ? { order: 'value', through: `d.key = ${hash}` } : { order: 'value' };
      const key = `{t}.key = ${arm.indirect === true ? 'd.hash' : hash}`;
      return [scan.scan('string', [key, ...stringTerms(arm, scan)], more)];
    }
    case 'range':
      return rangeScans(arm, create);
    case 'near':
      return [scan.scan('number', nearTerms(arm, scan), { order: 'low' })];
    case 'words': {
      const ofType = `SELECT 1 FROM ${sql.table('token')} b WHERE b.hash = ${scan.bind(toBigInt(arm.type), 'bigint')} AND ${sameVersion('{t}')}`;
      return [scan.scan('words', [wordsTerm(arm, scan), `EXISTS (${ofType} OFFSET 0)`])];
    }
    case 'self':
      return [scan.scan('resource', selfTerms(arm, scan))];
    default:
      return arm satisfies never;
  }
}

/** The scans of which the rows of a resource that is known have to be one. */
export function probeScans(arm: Exclude<OtherArm, RowlessArm>, sql: SqlBuilder): readonly Scan[] {
  const create = (): ScanBuilder => createScanBuilder(sql);
  const scan = create();
  switch (arm.kind) {
    case 'string':
      return [scan.scan('string', [keyTerm('key', arm.key, arm, scan), ...stringTerms(arm, scan)])];
    case 'range':
      return rangeProbes(arm, create);
    case 'near':
      return [scan.scan('number', nearTerms(arm, scan))];
    case 'words':
      return [scan.scan('words', [wordsTerm(arm, scan)])];
    case 'self':
      return [scan.scan('resource', selfTerms(arm, scan))];
    default:
      return arm satisfies never;
  }
}

/** An arm whose table has an index by version. */
type VersionedArm = StringArm | RangeArm | WordsArm;

export function isVersioned(arm: OtherArm): arm is VersionedArm {
  switch (arm.kind) {
    case 'string':
    case 'range':
    case 'words':
      return true;
    case 'near':
    case 'self':
    case 'time':
    case 'lacking':
      return false;
    default:
      return arm satisfies never;
  }
}

/** A scalar subquery: the planner cannot turn it into a join, which it would at wrong estimates. */
export function askRow(table: string, where: string, row: string): string {
  return `COALESCE((SELECT true FROM ${table} b WHERE ${where} AND ${sameVersion(row)} LIMIT 1), false)`;
}

function stringTerms({ system, match }: StringArm, scan: ScanBuilder): readonly string[] {
  const terms = system === undefined ? [] : [`{t}.system = ${scan.bind(system, 'integer')}`];
  switch (match.kind) {
    case 'begins': {
      const end = afterPrefix(match.text);
      return [
        ...terms,
        `{t}.value >= ${scan.bind(match.text, 'text')}`,
        ...(end === undefined ? [] : [`{t}.value < ${scan.bind(end, 'text')}`]),
      ];
    }
    case 'contains':
      return [...terms, `strpos({t}.value, ${scan.bind(match.text, 'text')}) > 0`];
    case 'exact':
      return [
        ...terms,
        `{t}.value = ${scan.bind(match.text, 'text')}`,
        `{t}.exact = ${scan.bind(toBigInt(match.hash), 'bigint')}`,
      ];
    default:
      return match satisfies never;
  }
}

function selfTerms({ hash }: SelfArm, scan: ScanBuilder): readonly string[] {
  return [`{t}.self = ${scan.bind(toBigInt(hash), 'bigint')}`, 'NOT {t}.deleted'];
}

/** A band of latitudes, then the great-circle distance (haversine). */
function nearTerms({ key, latitude, longitude, kilometres }: NearArm, scan: ScanBuilder): readonly string[] {
  const band = kilometres / DEGREE_KM;
  const [lat, lon] = [scan.bind(latitude, 'float8'), scan.bind(longitude, 'float8')];
  const half = (degrees: string): string => `power(sin(radians(${degrees}) / 2), 2)`;
  const chord = `${half(`{t}.low - ${lat}`)} + cos(radians(${lat})) * cos(radians({t}.low)) * ${half(`{t}.high - ${lon}`)}`;
  return [
    `{t}.key = ${scan.bind(toBigInt(key), 'bigint')}`,
    `{t}.low >= ${scan.bind(latitude - band, 'float8')}`,
    `{t}.low <= ${scan.bind(latitude + band, 'float8')}`,
    `${2 * EARTH_KM} * asin(least(1, sqrt(${chord}))) <= ${scan.bind(kilometres, 'float8')}`,
  ];
}

/** Normalised words have neither quotes nor backslashes. */
function wordsTerm({ words, without }: WordsArm, scan: ScanBuilder): string {
  const all = [...words.map((word) => `'${word}'`), ...without.map((word) => `!'${word}'`)];
  return `{t}.words @@ ${scan.bind(all.join(' & '), 'tsquery')}`;
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
