import { toBigInt, type Hash64 } from '../../hash/sip-hash.js';
import type { Arm, DictionaryArm, HashArm } from '../plan/arm.js';
import type { PlannedCondition, PlannedTarget, PlannedType } from '../plan/search-plan.js';
import {
  askRow,
  isRowless,
  isVersioned,
  probeScans,
  rowlessPredicate,
  rowScans,
  sameVersion,
  type OtherArm,
} from './arm-scans.js';
import { hashPredicate, hashRows, onlyHash, type HashArms } from './hash-sql.js';
import { groupScans, scanRows, scanTerms } from './scan.js';
import type { SqlBuilder } from './statement.js';

/*
 * Each condition can be asked in three ways: for all rows that fulfil it, whether one row does, and which of a
 * list of versions do. A row has the columns vid and part of a resource's current version.
 */

/** The arms of a condition, by how they are asked. */
interface ArmGroups {
  readonly hashes: readonly HashArms[];
  readonly others: readonly OtherArm[];
}

export function groupArms(arms: readonly Arm[]): ArmGroups {
  const tokens: (HashArm | DictionaryArm)[] = [];
  const references: (HashArm | DictionaryArm)[] = [];
  const others: OtherArm[] = [];
  for (const arm of arms) {
    if (arm.kind !== 'hash' && arm.kind !== 'dictionary') others.push(arm);
    else if (arm.table === 'token') tokens.push(arm);
    else references.push(arm);
  }
  const hashes: HashArms[] = [];
  if (tokens.length > 0) hashes.push({ table: 'token', arms: tokens });
  if (references.length > 0) hashes.push({ table: 'reference', arms: references });
  return { hashes, others };
}

/** The hash of a condition that is one range of the index. */
export function singleHash(condition: PlannedCondition): HashArm | undefined {
  if (condition.kind !== 'arms' || condition.negated) return undefined;
  const { hashes, others } = groupArms(condition.arms);
  const [only] = hashes;
  return others.length === 0 && hashes.length === 1 ? onlyHash(only!) : undefined;
}

/** Whether a condition's rows may be several of one resource. */
export function rowsRepeat(condition: PlannedCondition): boolean {
  return singleHash(condition)?.repeats ?? true;
}

/** All rows of several queries. As a tree: thousands of them in one row would be nested as deep. */
function unionAll(queries: readonly string[]): string {
  const [only] = queries;
  if (only === undefined) return nothing;
  if (queries.length === 1) return `(${only})`;
  const half = Math.ceil(queries.length / 2);
  return `(${unionAll(queries.slice(0, half))} UNION ALL ${unionAll(queries.slice(half))})`;
}

/** No row at all. */
const nothing = 'SELECT NULL::bigint AS vid, NULL::integer AS part WHERE false';

/**
 * All rows that fulfil a condition, some perhaps more than once.
 *
 * @param type the type of the resources that are looked for
 * @param rest further conditions on each row `t`, beginning with AND
 * @param limit no more than this of each range
 */
export function conditionRows(
  condition: PlannedCondition,
  type: PlannedType,
  rest: string,
  limit: string | undefined,
  sql: SqlBuilder,
): string {
  switch (condition.kind) {
    case 'arms': {
      const { hashes, others } = groupArms(condition.arms);
      const rows = others.filter((arm) => !isRowless(arm));
      if (condition.negated || rows.length < others.length)
        return wholeType(condition, type, rest, limit, sql);
      const queries = [
        ...groupScans(rows.flatMap((arm) => rowScans(arm, sql))).map((group) =>
          scanRows(group, rest, limit, sql),
        ),
        ...hashes.map((each) => hashRows(each, 't', rest + ordered(each, limit), sql) + limited(limit)),
      ];
      return unionAll(queries);
    }
    case 'chain':
      return condition.targets
        .map(
          (target) => `(SELECT t.vid, t.part FROM (
            SELECT DISTINCT v.self FROM (${targetRows(target, sql)}) i
            CROSS JOIN LATERAL (${versionOf('i', 'self', sql)}) v
          ) s CROSS JOIN LATERAL (${referring(condition.keys, 's.self', 't', rest, sql)}) t${limited(limit)})`,
        )
        .join(' UNION ALL ');
    case 'any':
      return condition.conditions
        .map((each) => conditionRows(each, type, rest, limit, sql))
        .join(' UNION ALL ');
    case 'all': {
      const lead = leadOf(condition.conditions);
      const asked = condition.conditions
        .filter((each) => each !== lead)
        .map((each) => ` AND ${conditionProbe(each, 't', sql)}`);
      return conditionRows(lead, type, rest + asked.join(''), limit, sql);
    }
    case 'reverse-chain':
      return `(SELECT t.vid, t.part FROM (
          SELECT DISTINCT i.vid, i.part FROM (${targetRows(condition.source, sql)}) i
        ) i CROSS JOIN LATERAL (${referred(condition.keys, type, 'i', sql)}) t WHERE true${rest}${limited(limit)})`;
    default:
      return condition satisfies never;
  }
}

/** Whether the resource whose version is the row `row` fulfils the condition. */
export function conditionProbe(condition: PlannedCondition, row: string, sql: SqlBuilder): string {
  switch (condition.kind) {
    case 'arms': {
      const { hashes, others } = groupArms(condition.arms);
      const questions = [
        ...hashes.map((each) => hashProbe(each, row, sql)),
        ...others.flatMap((arm) => (isRowless(arm) ? [rowlessPredicate(arm, row, sql)] : [])),
        ...groupScans(others.flatMap((arm) => (isRowless(arm) ? [] : probeScans(arm, sql)))).map((group) =>
          askRow(sql.table(group[0].table), scanTerms(group, 'b', sql), row),
        ),
      ];
      const any = questions.length === 0 ? 'false' : questions.join(' OR ');
      return condition.negated ? `NOT (${any})` : `(${any})`;
    }
    case 'chain':
      return `(${condition.targets
        .map(({ type, condition: inner }) => {
          const found = `r${sql.next()}`;
          return exists(referred(condition.keys, type, row, sql), found, conditionProbe(inner, found, sql));
        })
        .join(' OR ')})`;
    case 'any':
      return `(${condition.conditions.map((each) => conditionProbe(each, row, sql)).join(' OR ')})`;
    case 'all':
      return `(${condition.conditions.map((each) => conditionProbe(each, row, sql)).join(' AND ')})`;
    case 'reverse-chain': {
      const found = `r${sql.next()}`;
      const rows = `SELECT x.vid, x.part FROM (${versionOf(row, 'self', sql)}) v
        CROSS JOIN LATERAL (${referring(condition.keys, 'v.self', 'x', '', sql)}) x`;
      const inner = condition.source.condition;
      // One look through a range of the index for all that refer here, where that is possible.
      const among = conditionAmong(inner, `ARRAY(SELECT x.vid FROM (${rows}) x)`, sql);
      return among === undefined
        ? exists(rows, found, conditionProbe(inner, found, sql))
        : exists(among, found, 'true');
    }
    default:
      return condition satisfies never;
  }
}

/** The rows of a condition that belong to one of the versions in an array; undefined where it has to be asked of each. */
export function conditionAmong(
  condition: PlannedCondition,
  array: string,
  sql: SqlBuilder,
): string | undefined {
  if (condition.kind !== 'arms' || condition.negated) return undefined;
  const { hashes, others } = groupArms(condition.arms);
  if (!others.every(isVersioned)) return undefined;
  // A name of its own: the array may speak of rows outside.
  const alias = `a${sql.next()}`;
  const queries = [
    ...groupScans(others.flatMap((arm) => probeScans(arm, sql))).map(
      (group) =>
        `SELECT ${alias}.vid, ${alias}.part FROM ${sql.table(group[0].table)} ${alias}
         WHERE ${alias}.vid = ANY (${array}) AND ${scanTerms(group, alias, sql)}`,
    ),
    ...hashes.map((each) => hashesAmong(each, array, alias, sql)),
  ];
  return unionAll(queries);
}

/**
 * Of conditions that all have to be fulfilled, the one whose rows are gone through: references first, since what
 * refers to one resource is little, and what is found by hashes before all else.
 */
export function leadOf(conditions: readonly PlannedCondition[]): PlannedCondition {
  const byHash = (table?: HashArms['table']) =>
    conditions.find((each) => {
      if (each.kind !== 'arms' || each.negated || each.arms.length === 0) return false;
      const { hashes, others } = groupArms(each.arms);
      return others.length === 0 && (table === undefined || hashes.every((group) => group.table === table));
    });
  return byHash('reference') ?? byHash() ?? conditions[0]!;
}

/** The resources of a type, each asked. */
function wholeType(
  condition: PlannedCondition,
  type: PlannedType,
  rest: string,
  limit: string | undefined,
  sql: SqlBuilder,
): string {
  const rows = `SELECT t.vid, t.part FROM ${sql.table('token')} t WHERE ${hashPredicate(type.whole, 't', sql)}`;
  return `(${rows}${rest} AND ${conditionProbe(condition, 't', sql)}${limited(limit)})`;
}

function hashesAmong(hashes: HashArms, array: string, alias: string, sql: SqlBuilder): string {
  // What is bound has to be used.
  const list = onlyHash(hashes) === undefined ? hashList(hashes, sql) : undefined;
  if (list === undefined) return hashRows(hashes, alias, ` AND ${alias}.vid = ANY (${array})`, sql);
  // One look-up for each version, not one for each version and hash.
  return `SELECT ${alias}.vid, ${alias}.part FROM ${sql.table('reference')} ${alias}
    WHERE ${alias}.vid = ANY (${array}) AND ${alias}.hash = ANY (${list})`;
}

/** The hashes of arms that are references, unless they are to be found in the dictionary. */
function hashList({ table, arms }: HashArms, sql: SqlBuilder): string | undefined {
  if (table === 'token') return undefined;
  const hashes = arms.flatMap((arm) => (arm.kind === 'hash' ? [toBigInt(arm.hash)] : []));
  return hashes.length < arms.length ? undefined : sql.bind(hashes, 'bigint[]');
}

function hashProbe(hashes: HashArms, row: string, sql: SqlBuilder): string {
  const only = onlyHash(hashes);
  const { table } = hashes;
  if (only !== undefined) return askRow(sql.table(table), hashPredicate(only, 'b', sql), row);
  // From the side of the resource: it has a handful of references, whatever the number of arms.
  const list = hashList(hashes, sql);
  if (list !== undefined) return askRow(sql.table(table), `b.hash = ANY (${list})`, row);
  const rows = hashRows(hashes, 'b', ` AND ${sameVersion(row)}`, sql);
  return `COALESCE((SELECT true FROM (${rows}) found LIMIT 1), false)`;
}

function targetRows({ type, condition }: PlannedTarget, sql: SqlBuilder): string {
  return conditionRows(condition, type, '', undefined, sql);
}

/** One column of the version that a row is of. */
function versionOf(row: string, column: string, sql: SqlBuilder): string {
  return `SELECT w.${column} FROM ${sql.table('version')} w WHERE w.vid = ${row}.vid AND w.part = ${row}.part OFFSET 0`;
}

/** The resources that refer, under one of the keys, to what a hash stands for. */
function referring(
  keys: readonly Hash64[],
  self: string,
  alias: string,
  rest: string,
  sql: SqlBuilder,
): string {
  const rows = (hash: string): string =>
    `SELECT ${alias}.vid, ${alias}.part FROM ${sql.table('reference')} ${alias} WHERE ${alias}.hash = ${hash}${rest} OFFSET 0`;
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) return rows(`${self} # ${sql.bind(toBigInt(only), 'bigint')}`);
  const list = sql.bind(keys.map(toBigInt), 'bigint[]');
  return `SELECT u.* FROM unnest(${list}) AS k (key) CROSS JOIN LATERAL (${rows(`${self} # k.key`)}) u`;
}

/**
 * The current resources of a type that the row refers to under one of the keys. Each hash of the row is taken
 * for one of that key; of another it leads nowhere.
 */
function referred(keys: readonly Hash64[], type: PlannedType, row: string, sql: SqlBuilder): string {
  const list = sql.bind(keys.map(toBigInt), 'bigint[]');
  return `SELECT x.vid, x.part FROM ${sql.table('reference')} f CROSS JOIN unnest(${list}) AS k (key)
    CROSS JOIN LATERAL (
      SELECT r.vid, r.part FROM ${sql.table('resource')} r
      WHERE r.self = f.hash # k.key AND r.type = ${sql.bind(type.number, 'smallint')} AND NOT r.deleted OFFSET 0
    ) x WHERE f.vid = ${row}.vid`;
}

/** Whether one of the rows, under an alias, fulfils a condition. */
function exists(rows: string, alias: string, probe: string): string {
  return `COALESCE((SELECT true FROM (${rows} OFFSET 0) ${alias} WHERE ${probe} LIMIT 1), false)`;
}

/** Where some of the rows will do, they are the first of the index. */
function ordered(hashes: HashArms, limit: string | undefined): string {
  return limit === undefined || onlyHash(hashes) === undefined ? '' : ' ORDER BY t.vid';
}

function limited(limit: string | undefined): string {
  return limit === undefined ? '' : ` LIMIT ${limit}`;
}
