import type { Database } from '@wellspring/database';
import type { Distribution } from '../distribution/distribution.js';
import { toBigInt } from '../hash/sip-hash.js';
import type { DictionaryEntry } from '../rows/index-rows.js';

/** Entries that are known to be there; a data store has some thousand texts of codes, URIs and shapes. */
const KEPT = 50_000;

/** What a data store's dictionary holds, as far as this process knows. */
export interface Dictionary {
  /**
   * Sees to it that entries are there and committed, before rows that they stand for are written. They
   * stay if those are not: an entry without rows finds nothing.
   */
  add(entries: readonly DictionaryEntry[]): Promise<void>;
}

/**
 * Entries are written in a transaction of their own, since those of many writers are the same: in the
 * writers' own transactions each would wait for the others' ends, and two for one another.
 */
export function createDictionary(
  database: Pick<Database, 'prepared'>,
  schema: string,
  distribution?: Distribution,
): Dictionary {
  const known = new Set<string>();
  return {
    add: async (entries) => {
      const fresh = new Map<string, DictionaryEntry>();
      for (const entry of entries) {
        const name = nameOf(entry);
        if (!known.has(name)) fresh.set(name, entry);
      }
      if (fresh.size === 0) return;
      // In one order for everyone, so that no two wait for each other.
      const rows = [...fresh]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([, { key, hash, value }]) => ({ key: toBigInt(key), hash: toBigInt(hash), value }));
      // On the connections of prepared statements, which nobody holds for longer than one of them: whoever is in
      // a transaction has one of the others already, and where all wait for a second one, none gets it.
      if (distribution === undefined)
        await database.prepared(
          `INSERT INTO ${schema}.dictionary (key, hash, value)
           SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[]) ON CONFLICT DO NOTHING`,
          [rows.map(({ key }) => key), rows.map(({ hash }) => hash), rows.map(({ value }) => value)],
        );
      else await insertEverywhere(database, schema, rows);
      if (known.size + fresh.size > KEPT) known.clear();
      for (const name of fresh.keys()) known.add(name);
    },
  };
}

interface DictionaryRow {
  readonly key: bigint;
  readonly hash: bigint;
  readonly value: string;
}

/** Entries in one statement: parameters are numbered with 16 bits. */
const TOGETHER = 1_000;

/** Of a reference table every node has a copy, and takes rows that stand in the statement. */
async function insertEverywhere(
  database: Pick<Database, 'prepared'>,
  schema: string,
  rows: readonly DictionaryRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += TOGETHER) {
    const values: unknown[] = [];
    const bind = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
    const list = rows
      .slice(at, at + TOGETHER)
      .map(
        ({ key, hash, value }) => `(${bind(key, 'bigint')}, ${bind(hash, 'bigint')}, ${bind(value, 'text')})`,
      );
    await database.prepared(
      `INSERT INTO ${schema}.dictionary (key, hash, value) VALUES ${list.join(', ')} ON CONFLICT DO NOTHING`,
      values,
    );
  }
}

/** The hash says the value, and the key under which it counts. */
function nameOf({ key, hash }: DictionaryEntry): string {
  return `${key.hi},${key.lo},${hash.hi},${hash.lo}`;
}
