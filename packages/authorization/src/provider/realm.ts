import type { AccountTable } from '../accounts/account-table.js';
import type { Attempts } from '../accounts/attempts.js';
import type { ServedStore, TokenLifetimes } from '../authorization-options.js';
import type { ClientTable } from '../clients/client-table.js';
import type { RecordTable } from '../records/record-table.js';

/** All that the authorization server has of one data store. */
export interface Realm {
  readonly storeId: string;
  /** `iss` of its tokens, and where its endpoints are: `https://host/authorization/{storeId}`. */
  readonly issuer: string;
  /** The path of that. */
  readonly mountPath: string;
  readonly store: ServedStore;
  readonly accounts: AccountTable;
  readonly attempts: Attempts;
  readonly clients: ClientTable;
  readonly records: RecordTable;
  readonly lifetimes: TokenLifetimes;
}
