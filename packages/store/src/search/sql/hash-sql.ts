import { toBigInt } from '../../hash/sip-hash.js';
import { afterPrefix } from '../plan/after-prefix.js';
import type { DictionaryArm, HashArm } from '../plan/arm.js';
import type { SqlBuilder } from './statement.js';

/** Arms whose rows are found by a hash, in one table. */
export interface HashArms {
  readonly table: 'token' | 'reference';
  readonly arms: readonly (HashArm | DictionaryArm)[];
}

/** The one arm, where there is just one and its hash is known. */
export function onlyHash({ arms }: HashArms): HashArm | undefined {
  const [only] = arms;
  return arms.length === 1 && only?.kind === 'hash' ? only : undefined;
}

/** Whether one resource can have several rows. */
export function mayRepeat(arms: HashArms): boolean {
  return onlyHash(arms)?.repeats ?? true;
}

/**
 * What makes a row `alias` of the table one of the arms': the relation to take it from, and the condition.
 * With one hash the relation is the table itself, so that it is one range of its index.
 *
 * @param rest further conditions on the row, and how it is ordered and limited within each arm
 */
export function hashRows(hashes: HashArms, alias: string, rest: string, sql: SqlBuilder): string {
  const table = sql.table(hashes.table);
  const columns = `SELECT ${alias}.vid, ${alias}.part FROM`;
  const only = onlyHash(hashes);
  if (only !== undefined)
    return `${columns} ${table} ${alias} WHERE ${hashPredicate(only, alias, sql)}${rest}`;
  const system = hashes.table === 'token' ? ` AND (arm.system IS NULL OR ${alias}.system = arm.system)` : '';
  // The lateral query cannot be flattened: one range of the index for each arm, whatever the planner expects.
  return `${columns} (${armList(hashes, sql)}) arm CROSS JOIN LATERAL (
    ${columns} ${table} ${alias} WHERE ${alias}.hash = arm.hash${system}${rest} OFFSET 0) ${alias}`;
}

export function hashPredicate(arm: HashArm, alias: string, sql: SqlBuilder): string {
  const hash = `${alias}.hash = ${sql.bind(toBigInt(arm.hash), 'bigint')}`;
  return arm.system === undefined ? hash : `${hash} AND ${alias}.system = ${sql.bind(arm.system, 'integer')}`;
}

/** The hashes (and systems) of several arms as rows. */
function armList({ arms }: HashArms, sql: SqlBuilder): string {
  const hashes = arms.filter((arm) => arm.kind === 'hash');
  const lists = arms.filter((arm) => arm.kind === 'dictionary').map((arm) => dictionaryList(arm, sql));
  if (hashes.length > 0) {
    const bound = sql.bind(
      hashes.map(({ hash }) => toBigInt(hash)),
      'bigint[]',
    );
    const systems = sql.bind(
      hashes.map(({ system }) => system ?? null),
      'integer[]',
    );
    lists.push(`SELECT * FROM unnest(${bound}, ${systems}) AS arm (hash, system)`);
  }
  return lists.join(' UNION ALL ');
}

function dictionaryList({ key, system, filter }: DictionaryArm, sql: SqlBuilder): string {
  const ofSystem = system === undefined ? 'NULL::integer' : sql.bind(system, 'integer');
  const rows = `SELECT d.hash, ${ofSystem} AS system FROM ${sql.table('dictionary')} d
    WHERE d.key = ${sql.bind(toBigInt(key), 'bigint')}`;
  switch (filter.kind) {
    case 'all':
      return rows;
    case 'begins': {
      const end = afterPrefix(filter.prefix);
      const from = `${rows} AND d.value >= ${sql.bind(filter.prefix, 'text')}`;
      return end === undefined ? from : `${from} AND d.value < ${sql.bind(end, 'text')}`;
    }
    case 'names':
      return `${rows} AND ${filter.has ? '' : 'NOT '}${sql.bind(filter.name, 'text')} = ANY (string_to_array(d.value, ' '))`;
    case 'none-of':
      return `${rows} AND NOT string_to_array(d.value, ' ') && ${sql.bind(filter.names, 'text[]')}`;
    default:
      return filter satisfies never;
  }
}
