import type pg from 'pg';
import { sqlState } from './connection-failure.js';
import { createStatementNames, type StatementNamesOptions } from './statement-names.js';

/** What the connections of a pool have prepared. */
export interface PreparedStatements {
  /** How a statement is sent on this connection: under its name, where it has one. */
  readonly configOf: (client: pg.PoolClient, text: string, values: readonly unknown[]) => pg.QueryConfig;
  /**
   * Whether a connection is to be closed rather than used again: it holds more statements than there are
   * names, most of them forgotten, or one that does not fit the tables any more.
   *
   * @param error what the last statement failed with
   */
  readonly isWorn: (client: pg.PoolClient, error: unknown) => boolean;
}

export interface PreparedStatementsOptions extends StatementNamesOptions {
  /**
   * The most statements that a connection collects before it is closed; default 300: some 75 KB of the
   * database's memory each (measured on the two statements of a search for two tokens).
   */
  readonly mostPerConnection?: number;
}

/**
 * Prepared statements of a pool, bounded. To close a connection costs less than to deallocate what it has
 * collected: a new one takes 3 ms, once in hundreds of new texts.
 */
export function createPreparedStatements(options: PreparedStatementsOptions = {}): PreparedStatements {
  const { mostPerConnection = 300 } = options;
  const names = createStatementNames(options);
  const collected = new WeakMap<pg.PoolClient, Set<string>>();

  return {
    configOf(client, text, values) {
      const named = names.nameOf(text);
      if (!named) return { text, values: values as unknown[] };
      let own = collected.get(client);
      if (!own) collected.set(client, (own = new Set()));
      own.add(named.name);
      return { name: named.name, text: named.text, values: values as unknown[] };
    },
    isWorn: (client, error) => isStale(error) || (collected.get(client)?.size ?? 0) > mostPerConnection,
  };
}

/**
 * Whether a prepared statement cannot be used any more, where the same text still may:
 * `feature_not_supported`, "cached plan must not change result type": a table was altered under it;
 * `invalid_sql_statement_name`: somebody has deallocated it.
 */
export function isStale(error: unknown): boolean {
  const state = sqlState(error);
  return state === '0A000' || state === '26000';
}
