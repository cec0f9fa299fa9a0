/** Runs one statement and gives its rows: on any connection, or on that of a transaction. */
export type Rows = <T>(text: string, values?: readonly unknown[]) => Promise<T[]>;
