import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCopyReader } from './copied-versions.js';

interface Row {
  readonly vid: bigint;
  readonly version: number;
  readonly id: string;
  readonly body: Buffer | null;
}

/** As https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS has it. */
function copied(rows: readonly Row[]): Buffer {
  const field = (value: Uint8Array | null): Buffer => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : value.length);
    return Buffer.concat([length, value ?? Buffer.alloc(0)]);
  };
  const parts: Uint8Array[] = [Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)];
  for (const { vid, version, id, body } of rows) {
    const [vidBytes, versionBytes] = [Buffer.alloc(8), Buffer.alloc(4)];
    vidBytes.writeBigInt64BE(vid);
    versionBytes.writeInt32BE(version);
    parts.push(Buffer.of(0, 4), field(vidBytes), field(versionBytes), field(Buffer.from(id)), field(body));
  }
  return Buffer.concat([...parts, Buffer.of(0xff, 0xff)]);
}

function read(bytes: Buffer, cuts: readonly number[]): unknown[] {
  const rows: unknown[] = [];
  const push = createCopyReader((source, { vidHigh, vidLow, version, idLength, bodyStart, bodyEnd }) => {
    const vid = (BigInt(vidHigh) << 32n) + BigInt(vidLow >>> 0);
    rows.push({ vid, version, idLength, body: Buffer.from(source.subarray(bodyStart, bodyEnd)) });
  });
  const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  for (let index = 1; index < places.length; index += 1)
    push(bytes.subarray(places[index - 1], places[index]));
  return rows;
}

const row: fc.Arbitrary<Row> = fc.record({
  vid: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  version: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  id: fc.string({ minLength: 1, maxLength: 64, unit: fc.constantFrom('a', 'Z', '0', '-', '.') }),
  body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

it('finds every row, wherever the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(row), fc.array(fc.nat()), (rows, cuts) => {
      expect(read(copied(rows), cuts)).toEqual(
        rows.map(({ vid, version, id, body }) => ({ vid, version, idLength: id.length, body })),
      );
    }),
  );
  const rows = [{ vid: 2n ** 40n, version: 3, id: 'x', body: Buffer.alloc(1000, 7) }];
  const bytes = copied(rows);
  const each = Array.from(bytes, (_, index) => index);
  expect(read(bytes, each)).toEqual([{ vid: 2n ** 40n, version: 3, idLength: 1, body: rows[0]!.body }]);
});

it('takes no row without a body', () => {
  expect(() => read(copied([{ vid: 1n, version: 1, id: 'x', body: null }]), [])).toThrow();
});
