import { createHash } from 'node:crypto';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import { packageFiles } from './package-files.js';
import type { PackageLimits } from './package-limits.js';
import { manifestPath, readManifest, type PackageManifest } from './package-manifest.js';
import { mayHoldResource, readJsonFile, readPackaged, type PackagedType } from './package-resource.js';
import { beginPackage, type PackageStaging } from './package-staging.js';
import { readyPackages, recordOf } from './package-table.js';
import type { AddedPackage } from './packages.js';

/** Notes that are kept of one package. */
const MOST_NOTES = 20;

/** What was read of a package to its end. */
interface ReadPackage {
  readonly manifest: PackageManifest;
  readonly resources: Partial<Record<PackagedType, number>>;
  /** The same for the same files, however they are packed. */
  readonly digest: Buffer;
  readonly notes: readonly string[];
}

/** Adds a package to a data store: `Packages.add` says what it does. */
export async function addPackage(
  database: Database,
  schema: string,
  archive: AsyncIterable<Buffer>,
  limits: PackageLimits,
): Promise<AddedPackage> {
  const staging = await beginPackage(database, schema);
  let seen = false;
  try {
    const { manifest, resources, digest, notes } = await readInto(staging, archive, limits);
    seen = await staging.finish({ ...manifest, resources }, digest);
    const all = await readyPackages(database, schema);
    const row = all.find(({ name, version }) => name === manifest.name && version === manifest.version);
    if (row === undefined)
      throw new WellspringError('write-conflict', 'The package was removed at the same time');
    if (!seen && !row.digest.equals(digest))
      throw new WellspringError(
        'package-conflict',
        `${manifest.name}@${manifest.version} is in the data store with other content; remove that first`,
      );
    return { outcome: seen ? 'added' : 'unchanged', record: recordOf(row, all), notes };
  } finally {
    if (!seen) await staging.abandon();
  }
}

async function readInto(
  staging: PackageStaging,
  archive: AsyncIterable<Buffer>,
  limits: PackageLimits,
): Promise<ReadPackage> {
  let manifest: PackageManifest | undefined;
  const resources: Partial<Record<PackagedType, number>> = {};
  const hashes: string[] = [];
  const notes: string[] = [];
  const known = new Set<string>();
  const wanted = (path: string): boolean => path === manifestPath || mayHoldResource(path);

  for await (const { path, content } of packageFiles(archive, limits, wanted)) {
    hashes.push(`${path} ${createHash('sha256').update(content).digest('hex')}`);
    if (path === manifestPath) {
      manifest = readManifest(readJsonFile(path, content));
      continue;
    }
    const resource = readPackaged(path, content);
    if (resource === undefined) continue;
    const { type, url, version = '' } = resource;
    const key = `${type} ${url}|${version}`;
    if (known.has(key)) {
      if (notes.length < MOST_NOTES)
        notes.push(`${path.slice(0, 200)}: ${key} is in the package twice; the first is used`);
      continue;
    }
    known.add(key);
    resources[type] = (resources[type] ?? 0) + 1;
    await staging.put(resource);
  }
  if (manifest === undefined)
    throw new WellspringError(
      'malformed-package',
      `The archive has no ${manifestPath}: it is not a FHIR package`,
    );
  const digest = createHash('sha256').update(hashes.sort().join('\n')).digest();
  return { manifest, resources, digest, notes };
}
