import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microseconds } from './array-rows.js';
import { CopyBuffer } from './copy-buffer.js';

/** https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS */
const SIGNATURE = '5047434f50590aff0d0a00';

describe('COPY in binary', () => {
  it('lays rows out as PostgreSQL reads them', () => {
    const rows = new CopyBuffer(3);
    rows.row();
    rows.int2(-2);
    rows.text('é');
    rows.bool(true);
    expect(rows.finished().toString('hex')).toBe(
      [`${SIGNATURE}0000000000000000`, '0003', '00000002fffe', '00000002c3a9', '0000000101', 'ffff'].join(''),
    );
  });

  it('has its header and trailer without rows, and takes rows after it was finished', () => {
    const rows = new CopyBuffer(1);
    expect(rows.finished().toString('hex')).toBe(`${SIGNATURE}0000000000000000ffff`);
    rows.row();
    rows.int4(1);
    expect(rows.finished().toString('hex')).toBe(`${SIGNATURE}000000000000000000010000000400000001ffff`);
    expect(rows.rows).toBe(1);
  });

  it('writes whole numbers as int8, the same as the other way of writing rows', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true }),
      fc.maxSafeInteger(),
      fc.constantFrom(Infinity, -Infinity, 2 ** 63, -(2 ** 63), 2 ** 32, -1, 0),
    );
    fc.assert(
      fc.property(number.map(Math.floor), (value) => {
        const rows = new CopyBuffer(1);
        rows.row();
        rows.whole(value);
        expect(rows.finished().readBigInt64BE(19 + 2 + 4)).toBe(microseconds(value));
      }),
    );
  });

  it('sets what was left open, and grows', () => {
    const rows = new CopyBuffer(2);
    const places: number[] = [];
    for (let i = 0; i < 5000; i++) {
      rows.row();
      places.push(rows.int8(0, 0), rows.int4(0));
    }
    for (let i = 0; i < 5000; i++) {
      rows.setInt8(places[i * 2]!, -i, i);
      rows.setInt4(places[i * 2 + 1]!, i);
    }
    const bytes = rows.finished();
    for (let i = 0; i < 5000; i += 777) {
      const start = 19 + i * 22;
      expect(bytes.readInt32BE(start + 6)).toBe(-i | 0);
      expect(bytes.readInt32BE(start + 10)).toBe(i);
      expect(bytes.readInt32BE(start + 18)).toBe(i);
    }
  });
});
