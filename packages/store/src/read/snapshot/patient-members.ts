import { compartmentItself, compartmentParameters } from '@wellspring/fhir';
import { toBigInt } from '../../hash/sip-hash.js';
import { storedParams } from '../../search/plan/stored-params.js';
import type { StoreContext } from '../../store-context.js';
import { knownType } from '../../rows/resource-rows.js';
import { typeName } from '../../rows/type-number.js';
import type { PatientScope } from './snapshot-selection.js';
import type { SnapshotSession } from './snapshot-session.js';

/** What membership in a compartment is worked out from: a row of `version` or `resource`. */
export interface PlacedRow {
  readonly vid: bigint;
  readonly type: number;
  readonly self: bigint;
  readonly part: number;
}

/** The columns of {@link PlacedRow}, of the table alias `v`. */
export const placedColumns = 'v.vid, v.type, v.self, v.part';

/** Tells which resources are in the compartment of one of some patients. */
export interface PatientMembers {
  /** The hashes of the patients (`Patient/<id>`); undefined: any patient's will do. */
  readonly selves: BigInt64Array | undefined;
  /** The version ids of those rows that are in. */
  of(rows: readonly PlacedRow[]): Promise<ReadonlySet<bigint>>;
  /** As `of`, where only `part` can be asked, since index rows are gone: by the first patient. */
  ofDeleted(rows: readonly PlacedRow[]): ReadonlySet<bigint>;
}

const patientType = knownType('Patient');

/** The members of the compartments of these patients, as the snapshot has them. */
export function patientMembers(session: SnapshotSession, scope: PatientScope): PatientMembers {
  const { schema, term } = session.store;
  if (scope === 'any') {
    const of = (rows: readonly PlacedRow[]) => new Set(rows.filter(isAnyPatients).map(({ vid }) => vid));
    return { selves: undefined, of: (rows) => Promise.resolve(of(rows)), ofDeleted: of };
  }
  const selves = BigInt64Array.from(scope, (id) => toBigInt(term.reference(`Patient/${id}`))).sort();
  const parts = new Set(Array.from(selves, (self) => Number(BigInt.asIntN(32, self))));
  const params = new Map<number, readonly bigint[]>();
  const paramsOf = (type: number): readonly bigint[] => {
    let hashes = params.get(type);
    if (hashes === undefined) params.set(type, (hashes = compartmentHashes(session.store, type)));
    return hashes;
  };
  return {
    selves,
    async of(rows) {
      const types = new Map(rows.map(({ vid, type }) => [vid, type]));
      const members = new Set(
        rows.filter(({ type, self }) => type === patientType && has(selves, self)).map(({ vid }) => vid),
      );
      const references = await session.query<{ vid: bigint; hash: bigint }>({
        text: `SELECT r.vid, r.hash FROM unnest($1::bigint[]) AS u (vid)
          CROSS JOIN LATERAL (SELECT vid, hash FROM ${schema}.reference r WHERE r.vid = u.vid OFFSET 0) r`,
        values: [[...types].filter(([, type]) => type !== patientType).map(([vid]) => vid)],
      });
      for (const { vid, hash } of references)
        if (paramsOf(types.get(vid)!).some((param) => has(selves, hash ^ param))) members.add(vid);
      return members;
    },
    ofDeleted: (rows) =>
      new Set(
        rows
          .filter(({ type, self, part }) => (type === patientType ? has(selves, self) : parts.has(part)))
          .map(({ vid }) => vid),
      ),
  };
}

/** Rows of one patient's compartment have their part by the patient's hash, others by their own. */
function isAnyPatients({ type, self, part }: PlacedRow): boolean {
  return type === patientType || part !== Number(BigInt.asIntN(32, self));
}

/** The hashes of the parameters by which a type is in a patient's compartment. */
export function compartmentHashes(
  { term }: Pick<StoreContext, 'term'>,
  type: number | string,
): readonly bigint[] {
  const name = typeof type === 'string' ? type : typeName(type);
  const params = compartmentParameters('Patient', name) ?? [];
  return params
    .filter((param) => param !== compartmentItself)
    .flatMap((param) => storedParams(name, param))
    .map((param) => toBigInt(term.parameter(name, param)));
}

/** A binary search: a Set of a million bigints would take 100 MB. */
function has(sorted: BigInt64Array, value: bigint): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}
