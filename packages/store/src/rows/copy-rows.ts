import type { Hash64 } from '../hash/sip-hash.js';
import { CopyBuffer } from './copy-buffer.js';
import type { DictionaryEntry, IndexRowSink } from './index-rows.js';
import { indexColumns, indexTables, type IndexTable } from './index-table.js';
import { scatterRows } from './scatter-rows.js';

/** How many columns there are, and each with its length: version id, part, hash, system. */
const TOKEN_ROW_BYTES = 2 + (4 + 8) + (4 + 4) + (4 + 8) + (4 + 4);

/** Columns in the order in which {@link createCopyRows} writes them. */
export function copyColumns(table: IndexTable): string {
  return ['vid', 'part', ...Object.keys(indexColumns[table])].join(', ');
}

/**
 * Index rows of many resources for COPY. Which version id a resource gets is known only in the
 * transaction that writes it, so the rows are made ahead, off that path, and their ids set in place.
 */
export interface CopyRows extends IndexRowSink {
  readonly tables: Readonly<Record<IndexTable, CopyBuffer>>;
  readonly dictionary: readonly DictionaryEntry[];
  /** The rows that follow are of this resource of the batch. */
  begin(ordinal: number, part: number): void;
  /**
   * Puts the rows of `token` into an order of the resources, of which there are so many, that is not that of their
   * version ids. Each resource's rows stand together.
   */
  scatterTokens(order: readonly number[], resources: number): void;
  /** Sets the version ids in all rows, each by its halves: `highs[ordinal]` and `lows[ordinal]`. */
  setVids(highs: Int32Array, lows: Int32Array): void;
}

export function createCopyRows(): CopyRows {
  const tables = Object.fromEntries(
    indexTables.map((table) => [table, new CopyBuffer(2 + Object.keys(indexColumns[table]).length)]),
  ) as Record<IndexTable, CopyBuffer>;
  const places = Object.fromEntries(indexTables.map((table) => [table, []])) as unknown as Record<
    IndexTable,
    number[]
  >;
  const dictionary: DictionaryEntry[] = [];
  let ordinal = 0;
  let part = 0;

  const begin = (table: IndexTable): CopyBuffer => {
    const rows = tables[table];
    rows.row();
    places[table].push(rows.int8(0, 0), ordinal);
    rows.int4(part);
    return rows;
  };
  const start = (table: IndexTable, key: Hash64, system: number): CopyBuffer => {
    const rows = begin(table);
    rows.hash(key);
    rows.int4(system);
    return rows;
  };

  return {
    tables,
    dictionary,
    begin: (resource, itsPart) => {
      ordinal = resource;
      part = itsPart;
    },
    token: (hash, system) => {
      start('token', hash, system);
    },
    reference: (hash) => {
      begin('reference').hash(hash);
    },
    string: (key, system, value, exact) => {
      const rows = start('string', key, system);
      rows.text(value);
      rows.hash(exact);
    },
    date: (key, system, low, high) => {
      const rows = start('date', key, system);
      rows.whole(low);
      rows.whole(high);
    },
    number: (key, system, low, high) => {
      const rows = start('number', key, system);
      rows.float8(low);
      rows.float8(high);
    },
    quantity: (key, system, low, high, { coded, code, unit, canonical }) => {
      const rows = start('quantity', key, system);
      rows.float8(low);
      rows.float8(high);
      rows.int4(coded);
      rows.int4(code);
      rows.int4(unit);
      rows.hash(canonical.key);
      rows.float8(canonical.low);
      rows.float8(canonical.high);
    },
    words: (words) => {
      begin('words').tsvector(words);
    },
    entry: (entry) => {
      dictionary.push(entry);
    },
    scatterTokens: (order, resources) => {
      scatterRows(tables.token, places.token, TOKEN_ROW_BYTES, order, resources);
    },
    setVids: (highs, lows) => {
      for (const table of indexTables) {
        const at = places[table];
        const rows = tables[table];
        for (let i = 0; i < at.length; i += 2) {
          const of = at[i + 1]!;
          rows.setInt8(at[i]!, highs[of]!, lows[of]!);
        }
      }
    },
  };
}
