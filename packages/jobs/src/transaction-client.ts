import type { Database } from '@wellspring/database';

/** The connection that a transaction runs on. */
export type TransactionClient = Parameters<Parameters<Database['transaction']>[0]>[0];
