import type { Database } from '@wellspring/database';
import { isVersionMeant, type CanonicalReference, type ConformanceType } from '@wellspring/fhir';
import { decodeBody } from '../body/body-codec.js';
import { compareVersions } from './package-version.js';

/** Where a resource stands in a package. */
export interface PackagedPlace {
  readonly package: bigint;
  readonly ordinal: number;
}

interface Row extends PackagedPlace {
  readonly version: string | null;
  readonly package_name: string;
  readonly package_version: string;
}

/**
 * The resource of a package with a canonical URL: of several that of a package named first in `preferred`
 * (`name@version`), where no version is asked for; else the latest by its version, of equal ones that of the latest
 * package.
 */
export async function findPackaged(
  database: Pick<Database, 'prepared'>,
  schema: string,
  type: ConformanceType,
  { url, version }: CanonicalReference,
  preferred: readonly string[],
): Promise<PackagedPlace | undefined> {
  // PostgreSQL's text has no NUL.
  if (url.includes('\0')) return undefined;
  const rows = await database.prepared<Row>(
    `SELECT r.package, r.ordinal, r.version, p.name AS package_name, p.version AS package_version
     FROM ${schema}.package_resource r JOIN ${schema}.package p ON p.id = r.package
     WHERE p.ready AND r.type = $1 AND r.url = $2`,
    [type, url],
  );
  const versionOf = (row: Row): string => row.version ?? row.package_version;
  const rank = (row: Row): number => {
    const at = preferred.indexOf(`${row.package_name}@${row.package_version}`);
    return version !== undefined || at < 0 ? preferred.length : at;
  };
  const [best] = rows
    .filter((row) => isVersionMeant(versionOf(row), version))
    .sort(
      (left, right) =>
        rank(left) - rank(right) ||
        compareVersions(versionOf(right), versionOf(left)) ||
        compareVersions(right.package_version, left.package_version) ||
        left.ordinal - right.ordinal,
    );
  return best && { package: best.package, ordinal: best.ordinal };
}

/** The JSON of a resource of a package; undefined where it was removed meanwhile. */
export async function readPackagedBody(
  database: Pick<Database, 'prepared'>,
  schema: string,
  place: PackagedPlace,
): Promise<Buffer | undefined> {
  const [row] = await database.prepared<{ body: Buffer }>(
    `SELECT body FROM ${schema}.package_resource WHERE package = $1 AND ordinal = $2`,
    [place.package, place.ordinal],
  );
  return row && decodeBody(row.body);
}
