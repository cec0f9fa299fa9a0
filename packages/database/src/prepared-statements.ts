import type pg from 'pg';
import { sqlState } from './connection-failure.js';
import type { NamedText, ResultColumns } from './named-statement.js';
import { createStatementNames, type StatementNamesOptions } from './statement-names.js';

/** A statement of a connection. */
export interface PreparedText {
  readonly statement: NamedText;
  /** The columns of all that the connection has prepared, by name. */
  readonly known: Map<string, ResultColumns | undefined>;
}

/** What the connections of a pool have prepared. */
export interface PreparedStatements {
  /** How a statement is sent on this connection under its name; undefined where it has none. */
  readonly named: (client: pg.PoolClient, text: string) => PreparedText | undefined;
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
  const collected = new WeakMap<pg.PoolClient, PreparedText['known']>();

  return {
    named(client, text) {
      const statement = names.nameOf(text);
      if (!statement) return undefined;
      let known = collected.get(client);
      if (!known) collected.set(client, (known = new Map<string, ResultColumns | undefined>()));
      if (!known.has(statement.name)) known.set(statement.name, undefined);
      return { statement, known };
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
