import { vidHigh, vidLow } from '../clock/version-clock.js';
import type { Hash64 } from '../hash/sip-hash.js';
import { CopyBuffer } from './copy-buffer.js';
import type { IndexTable } from './array-rows.js';
import type { IndexRowSink, UnitHashes } from './index-rows.js';

/** Columns in the order in which {@link createCopyRows} writes them. */
export const copyColumns: Readonly<Record<IndexTable, string>> = {
  token: 'vid, part, hash, system',
  string: 'vid, part, key, system, value',
  date: 'vid, part, key, system, low, high',
  number: 'vid, part, key, system, low, high',
  quantity: 'vid, part, key, system, low, high, coded, code, unit',
};

/**
 * Index rows of many resources for COPY. Which version id a resource gets is known only in the
 * transaction that writes it, so the rows are made ahead, off that path, and their ids set in place.
 */
export interface CopyRows extends IndexRowSink {
  readonly tables: Readonly<Record<IndexTable, CopyBuffer>>;
  /** The rows that follow are of this resource of the batch. */
  begin(ordinal: number, part: number): void;
  /** Sets the version ids in all rows: `micros[ordinal]` with the node's number. */
  setVids(micros: Float64Array, node: number): void;
}

export function createCopyRows(): CopyRows {
  const tables = {
    token: new CopyBuffer(4),
    string: new CopyBuffer(5),
    date: new CopyBuffer(6),
    number: new CopyBuffer(6),
    quantity: new CopyBuffer(9),
  };
  const places: Record<IndexTable, number[]> = { token: [], string: [], date: [], number: [], quantity: [] };
  let ordinal = 0;
  let part = 0;

  const start = (table: IndexTable, key: Hash64, system: number): CopyBuffer => {
    const rows = tables[table];
    rows.row();
    places[table].push(rows.int8(0, 0), ordinal);
    rows.int4(part);
    rows.hash(key);
    rows.int4(system);
    return rows;
  };

  return {
    tables,
    begin: (resource, itsPart) => {
      ordinal = resource;
      part = itsPart;
    },
    token: (hash, system) => {
      start('token', hash, system);
    },
    string: (key, system, value) => {
      start('string', key, system).text(value);
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
    quantity: (key, system, low, high, unit: UnitHashes) => {
      const rows = start('quantity', key, system);
      rows.float8(low);
      rows.float8(high);
      rows.int4(unit.coded);
      rows.int4(unit.code);
      rows.int4(unit.unit);
    },
    setVids: (micros, node) => {
      for (const table of Object.keys(places) as IndexTable[]) {
        const at = places[table];
        const rows = tables[table];
        for (let i = 0; i < at.length; i += 2) {
          const time = micros[at[i + 1]!]!;
          rows.setInt8(at[i]!, vidHigh(time), vidLow(time, node));
        }
      }
    },
  };
}
