import { sqlState, type Database } from '@wellspring/database';
import { encodeBody } from '../body/body-codec.js';
import type { PackagedResource } from './package-resource.js';
import type { KeptManifest } from './package-table.js';

/** Resources that one statement stores, and their bytes as they are stored. */
const BATCH = 200;
const BATCH_BYTES = 4 * 1024 * 1024;
/** What has not been touched for so long was abandoned: its process ended. */
const ABANDONED = '1 hour';

/** A package on its way in: its rows are there, and nobody sees them. */
export interface PackageStaging {
  put(resource: PackagedResource): Promise<void>;
  /** Makes it seen; false where another of the same name and version is there. */
  finish(manifest: KeptManifest, digest: Buffer): Promise<boolean>;
  /** Removes what is there of it. */
  abandon(): Promise<void>;
}

/**
 * Begins to add a package. Each statement is a transaction of its own: the bytes come from a client, and no connection
 * is held while they are waited for.
 */
export async function beginPackage(database: Database, schema: string): Promise<PackageStaging> {
  await database.query(
    `DELETE FROM ${schema}.package WHERE NOT ready AND touched < clock_timestamp() - interval '${ABANDONED}'`,
  );
  const [row] = await database.query<{ id: bigint }>(
    `INSERT INTO ${schema}.package DEFAULT VALUES RETURNING id`,
  );
  const { id } = row!;
  let waiting: { readonly resource: PackagedResource; readonly ordinal: number; readonly body: Buffer }[] =
    [];
  let bytes = 0;
  let ordinal = 0;

  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const batch = waiting;
    [waiting, bytes] = [[], 0];
    const rows = await database.query(
      `WITH alive AS (UPDATE ${schema}.package SET touched = clock_timestamp() WHERE id = $1 RETURNING id)
       INSERT INTO ${schema}.package_resource (package, ordinal, type, url, version, base, body)
       SELECT alive.id, r.* FROM alive, unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[]) r
       RETURNING 1`,
      [
        id,
        batch.map((each) => each.ordinal),
        batch.map(({ resource }) => resource.type),
        batch.map(({ resource }) => resource.url),
        batch.map(({ resource }) => resource.version ?? null),
        batch.map(({ resource }) => resource.base ?? null),
        batch.map(({ body }) => body),
      ],
    );
    if (rows.length !== batch.length) throw new Error('A package that was being added has been removed');
  };

  return {
    async put(resource) {
      const body = encodeBody(Buffer.from(JSON.stringify(resource.tree)));
      waiting.push({ resource, ordinal: ordinal++, body });
      bytes += body.length;
      if (waiting.length >= BATCH || bytes >= BATCH_BYTES) await flush();
    },
    async finish(manifest, digest) {
      await flush();
      try {
        const rows = await database.query(
          `UPDATE ${schema}.package SET name = $2, version = $3, digest = $4, manifest = $5,
             touched = clock_timestamp(), ready = true
           WHERE id = $1 RETURNING 1`,
          [id, manifest.name, manifest.version, digest, JSON.stringify(manifest)],
        );
        if (rows.length !== 1) throw new Error('A package that was being added has been removed');
        return true;
      } catch (error) {
        if (sqlState(error) === '23505') return false;
        throw error;
      }
    },
    async abandon() {
      await database.query(`DELETE FROM ${schema}.package WHERE id = $1 AND NOT ready`, [id]);
    },
  };
}
