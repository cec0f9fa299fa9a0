import { firstVidAt } from '../clock/version-clock.js';
import type { ResourceKey } from '../data-store.js';
import { placeOf } from '../distribution/distribution.js';
import { knownType } from '../rows/resource-rows.js';
import { typeName } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';

/** Which deleted resources to list. */
export interface DeletedResourcesOptions {
  /**
   * All of a type; or those whose rows stand with a patient's, which are the patient's own but for one in four
   * billion: whoever asks looks at each.
   */
  readonly of: { readonly type: string } | { readonly patient: string };
  /** Deleted at this moment or later. */
  readonly since?: Date | undefined;
  /** Deleted before this moment. */
  readonly before: Date;
  /** The version id of the last of the list before. */
  readonly after?: bigint | undefined;
  readonly limit: number;
}

/** A deleted resource, and the version that deleted it. */
export type DeletedResource = ResourceKey & { readonly vid: bigint };

/** Resources that are deleted and not erased, those first that were deleted first. */
export async function deletedResources(
  { database, schema, term, distribution }: StoreContext,
  { of, since, before, after = -1n, limit }: DeletedResourcesOptions,
): Promise<readonly DeletedResource[]> {
  const [column, value] =
    'type' in of
      ? ['type = $1::smallint', knownType(of.type)]
      : ['part = $1::integer', placeOf(term.reference(`Patient/${of.patient}`), distribution)];
  const from = since === undefined ? 0n : firstVidAt(since.getTime() * 1000);
  const rows = await database.query<{ id: string; type: number; vid: bigint }>(
    `SELECT id, type, vid FROM ${schema}.resource
     WHERE deleted AND ${column} AND vid >= $2::bigint AND vid > $3::bigint AND vid < $4::bigint
     ORDER BY vid LIMIT $5::bigint`,
    [value, from, after, firstVidAt(before.getTime() * 1000), limit],
  );
  return rows.map(({ id, type, vid }) => ({ id, type: typeName(type), vid }));
}
