import type { Database } from '@wellspring/database';
import type { JsonObject } from '@wellspring/fhir';
import { decodeBody } from '../body/body-codec.js';
import type { PackageManifest } from './package-manifest.js';
import type { PackagedType } from './package-resource.js';
import { compareVersions, isVersionAsked } from './package-version.js';
import type { PackageRecord, ResourceOfPackage } from './packages.js';

/** What is kept of a package beside its resources. */
export interface KeptManifest extends PackageManifest {
  readonly resources: Readonly<Partial<Record<PackagedType, number>>>;
}

/** A package that is whole. */
export interface PackageRow {
  readonly id: bigint;
  readonly name: string;
  readonly version: string;
  readonly touched: Date;
  readonly digest: Buffer;
  readonly manifest: string;
}

/** R4's own: every data store has it. */
const always = /^hl7\.fhir\.r4\.(?:core|expansions|elements)$/;

/** Every package that is whole. */
export function readyPackages(database: Database, schema: string): Promise<readonly PackageRow[]> {
  return database.query<PackageRow>(
    `SELECT id, name, version, touched, digest, manifest FROM ${schema}.package WHERE ready ORDER BY name, version`,
  );
}

/** A row as others see it, told from all that there are. */
export function recordOf(row: PackageRow, all: readonly PackageRow[]): PackageRecord {
  const { name, version, title, canonical, resources, dependencies } = JSON.parse(
    row.manifest,
  ) as KeptManifest;
  return {
    name,
    version,
    ...(title !== undefined && { title }),
    ...(canonical !== undefined && { canonical }),
    added: row.touched,
    resources,
    missing: Object.entries(dependencies).flatMap(([needed, asked]) => missingOf(needed, asked, all)),
  };
}

function missingOf(needed: string, asked: string, all: readonly PackageRow[]): readonly string[] {
  if (always.test(needed)) return [];
  const there = all.filter(({ name }) => name === needed).map(({ version }) => version);
  if (there.some((version) => isVersionAsked(version, asked))) return [];
  const instead = there.length === 0 ? '' : ` (there is ${there.join(', ')})`;
  return [`${needed} ${asked}${instead}`];
}

/** Removes a package with its resources; false where there is none. */
export async function removePackage(
  database: Database,
  schema: string,
  name: string,
  version: string,
): Promise<boolean> {
  const rows = await database.query(
    `DELETE FROM ${schema}.package WHERE ready AND name = $1 AND version = $2 RETURNING 1`,
    [name, version],
  );
  return rows.length > 0;
}

/** Resources that are read at a time. */
const READ_TOGETHER = 50;

/** All resources of a type, package by package, later versions of a package first. */
export async function* resourcesOfPackages(
  database: Database,
  schema: string,
  type: PackagedType,
): AsyncGenerator<ResourceOfPackage, void, undefined> {
  const packages = [...(await readyPackages(database, schema))].sort((left, right) =>
    left.name === right.name ? compareVersions(right.version, left.version) : left.name < right.name ? -1 : 1,
  );
  for (const { id, name, version } of packages) {
    for (let after = -1; ;) {
      const rows = await database.query<{ ordinal: number; url: string; body: Buffer }>(
        `SELECT ordinal, url, body FROM ${schema}.package_resource
         WHERE package = $1 AND type = $2 AND ordinal > $3 ORDER BY ordinal LIMIT ${READ_TOGETHER}`,
        [id, type, after],
      );
      for (const { url, body } of rows) {
        const tree = JSON.parse(decodeBody(body).toString('utf8')) as JsonObject;
        yield { package: name, packageVersion: version, url, tree };
      }
      if (rows.length < READ_TOGETHER) break;
      after = rows.at(-1)!.ordinal;
    }
  }
}
