import { randomUUID } from 'node:crypto';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import { patientsOf, type Account } from './account.js';

/** An account as its administrator states it. */
export interface StatedAccount {
  readonly username: string;
  readonly name: string;
  readonly fhirUser: string;
  readonly patients: readonly string[] | undefined;
  readonly disabled: boolean;
}

/** An account with what logging in goes by. */
export interface StoredAccount extends Account {
  readonly passwordHash: string;
  /** When it was given a new password, or disabled: milliseconds since 1970. What it was given before has ended. */
  readonly passwordChangedAt: number;
}

/** The accounts of one data store. */
export interface AccountTable {
  /**
   * @param passwordHash as `hashPassword` makes it
   * @throws WellspringError `authorization-name-taken`
   */
  create(account: StatedAccount, passwordHash: string): Promise<Account>;
  /** What is given is changed; undefined where there is none of that name. */
  update(
    username: string,
    changes: Partial<StatedAccount>,
    passwordHash: string | undefined,
  ): Promise<Account | undefined>;
  find(id: string): Promise<StoredAccount | undefined>;
  findByName(username: string): Promise<StoredAccount | undefined>;
  /** By username, those after that one. */
  list(after: string, limit: number): Promise<readonly Account[]>;
  remove(username: string): Promise<boolean>;
}

interface Row {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  readonly password_changed_at: Date;
  readonly name: string;
  readonly fhir_user: string;
  readonly patients: readonly string[] | null;
  readonly disabled: boolean;
}

const columns = 'id, username, password, password_changed_at, name, fhir_user, patients, disabled';

function accountOf(row: Row): StoredAccount {
  return {
    id: row.id,
    username: row.username,
    name: row.name,
    fhirUser: row.fhir_user,
    patients: patientsOf(row.fhir_user, row.patients ?? undefined),
    disabled: row.disabled,
    passwordHash: row.password,
    passwordChangedAt: row.password_changed_at.getTime(),
  };
}

/** Accounts in `wellspring.authorization_account`. Usernames are told apart as they are typed, less their case. */
export function accountTable(database: Database, storeId: string): AccountTable {
  const one = async (condition: string, value: string) => {
    const rows = await database.query<Row>(
      `SELECT ${columns} FROM wellspring.authorization_account WHERE data_store_id = $1 AND ${condition}`,
      [storeId, value],
    );
    return rows[0] && accountOf(rows[0]);
  };
  return {
    async create(account, passwordHash) {
      const username = canonicalUsername(account.username);
      const rows = await database.query<Row>(
        `INSERT INTO wellspring.authorization_account
           (id, data_store_id, username, password, name, fhir_user, patients, disabled)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (data_store_id, username) DO NOTHING RETURNING ${columns}`,
        [
          randomUUID(),
          storeId,
          username,
          passwordHash,
          account.name,
          account.fhirUser,
          account.patients ?? null,
          account.disabled,
        ],
      );
      if (!rows[0])
        throw new WellspringError('authorization-name-taken', `There is a user ${username} already`);
      return accountOf(rows[0]);
    },
    async update(username, changes, passwordHash) {
      const rows = await database.query<Row>(
        `UPDATE wellspring.authorization_account SET
           password = coalesce($3, password),
           password_changed_at = CASE WHEN $3 IS NULL AND $8 IS NOT TRUE THEN password_changed_at ELSE now() END,
           name = coalesce($4, name), fhir_user = coalesce($5, fhir_user),
           patients = CASE WHEN $6 THEN $7 ELSE patients END, disabled = coalesce($8, disabled)
         WHERE data_store_id = $1 AND username = $2 RETURNING ${columns}`,
        [
          storeId,
          canonicalUsername(username),
          passwordHash ?? null,
          changes.name ?? null,
          changes.fhirUser ?? null,
          'patients' in changes,
          changes.patients ?? null,
          changes.disabled ?? null,
        ],
      );
      return rows[0] && accountOf(rows[0]);
    },
    find: (id) => one('id = $2', id),
    findByName: (username) => one('username = $2', canonicalUsername(username)),
    async list(after, limit) {
      const rows = await database.query<Row>(
        `SELECT ${columns} FROM wellspring.authorization_account
         WHERE data_store_id = $1 AND username > $2 ORDER BY username LIMIT $3`,
        [storeId, after, limit],
      );
      return rows.map(accountOf);
    },
    async remove(username) {
      const rows = await database.query(
        'DELETE FROM wellspring.authorization_account WHERE data_store_id = $1 AND username = $2 RETURNING 1',
        [storeId, canonicalUsername(username)],
      );
      return rows.length > 0;
    },
  };
}

/** `Ada ` and `ada` are one: people type names as their phone likes it. */
export function canonicalUsername(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}
