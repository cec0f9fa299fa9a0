import pg from 'pg';

const int8 = 20;
const int8Array = 1016;

type TypeId = Parameters<typeof pg.types.getTypeParser>[0];
type Parse = (value: string) => unknown;

/**
 * How column values become JavaScript's: bigint as BigInt (a vid does not fit a double), bytea as
 * Buffer, numeric as string, timestamptz as Date. Set on the connection, not for the whole process.
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: TypeId, format?: 'text' | 'binary'): Parse => {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary') as Parse;
    const parse = pg.types.getTypeParser(oid, 'text') as Parse;
    const type: number = oid;
    if (type === int8) return toBigInt;
    if (type === int8Array) return (value) => toBigInts(parse(value) as NestedStrings);
    return parse;
  },
};

/** One function for all columns of all statements, so that V8 knows it. */
function toBigInt(value: string): bigint {
  return BigInt(value);
}

type NestedStrings = readonly (string | null | NestedStrings)[];
type NestedBigInts = readonly (bigint | null | NestedBigInts)[];

function toBigInts(values: NestedStrings): NestedBigInts {
  return values.map((value) =>
    value === null ? null : typeof value === 'string' ? BigInt(value) : toBigInts(value),
  );
}
