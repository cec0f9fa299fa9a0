/** The tables of index rows. A row belongs to one version; only current versions have any. */
export type IndexTable = 'token' | 'reference' | 'string' | 'date' | 'number' | 'quantity' | 'words';

/**
 * The index tables' own columns and their types, without vid and part.
 */
export const indexColumns = {
  token: { hash: 'bigint', system: 'integer' },
  reference: { hash: 'bigint' },
  string: { key: 'bigint', system: 'integer', value: 'text', exact: 'bigint' },
  date: { key: 'bigint', system: 'integer', low: 'bigint', high: 'bigint' },
  number: { key: 'bigint', system: 'integer', low: 'float8', high: 'float8' },
  quantity: {
    key: 'bigint',
    system: 'integer',
    low: 'float8',
    high: 'float8',
    coded: 'integer',
    code: 'integer',
    unit: 'integer',
    canonical: 'bigint',
    canonical_low: 'float8',
    canonical_high: 'float8',
  },
  words: { words: 'tsvector' },
} as const satisfies Record<IndexTable, Readonly<Record<string, string>>>;

export const indexTables = Object.keys(indexColumns) as readonly IndexTable[];
