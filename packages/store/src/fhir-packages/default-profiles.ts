import type { Database } from '@wellspring/database';
import { canonicalParts, type JsonObject } from '@wellspring/fhir';
import type { PackagedPlace } from './find-packaged.js';

/** What DefaultProfiles of a data store come to. */
export interface DefaultProfiles {
  /** Packages that are named, `name@version`: theirs is the version of a profile that is claimed without one. */
  readonly packages: readonly string[];
  /** Canonical URLs that are named, each of a profile for the type that it constrains. */
  readonly profiles: readonly string[];
  /** Names that no package of the data store answers to. */
  readonly unknown: readonly string[];
}

/**
 * Reads DefaultProfiles: `us-core-6.1.0` names the package `hl7.fhir.us.core` (by the end of its name, dots and
 * hyphens alike) of that version, `hl7.fhir.us.core@6.1.0` too; what has a colon is the canonical URL of a profile.
 */
export function readDefaultProfiles(
  names: readonly string[],
  there: readonly { readonly name: string; readonly version: string }[],
): DefaultProfiles {
  const packages: string[] = [];
  const profiles: string[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    if (name.includes(':')) {
      profiles.push(name);
      continue;
    }
    const found = there.filter((each) => isMeant(each, name));
    // Where several end so, the shortest name is the one that is meant: us.core before us.core.extra.us.core.
    const [best] = found.sort((left, right) => left.name.length - right.name.length);
    if (best === undefined) unknown.push(name);
    else packages.push(`${best.name}@${best.version}`);
  }
  return { packages, profiles, unknown };
}

function isMeant(there: { readonly name: string; readonly version: string }, asked: string): boolean {
  if (asked === `${there.name}@${there.version}` || asked === `${there.name}#${there.version}`) return true;
  const end = `-${there.version}`;
  if (!asked.endsWith(end)) return false;
  const short = asked.slice(0, -end.length).toLowerCase().replaceAll('.', '-');
  const whole = there.name.toLowerCase().replaceAll('.', '-');
  return short !== '' && (whole === short || whole.endsWith(`-${short}`));
}

interface ProfileRow {
  readonly url: string;
  readonly version: string | null;
  readonly derived: string | null;
}

/**
 * The profile of a package that is meant for every resource of a type: the only one that it has for the type, or the
 * one that all its others are derived from. Where there is none such (US Core has a dozen for Observation) it is the
 * data that says which applies.
 */
export async function baseProfileOf(
  database: Pick<Database, 'prepared'>,
  schema: string,
  name: string,
  type: string,
  read: (place: PackagedPlace) => Promise<JsonObject | undefined>,
): Promise<string | undefined> {
  const [packageName, version] = splitAt(name);
  const rows = await database.prepared<{
    package: bigint;
    ordinal: number;
    url: string;
    version: string | null;
  }>(
    `SELECT r.package, r.ordinal, r.url, r.version
     FROM ${schema}.package_resource r JOIN ${schema}.package p ON p.id = r.package
     WHERE p.ready AND p.name = $1 AND p.version = $2 AND r.base = $3 ORDER BY r.ordinal`,
    [packageName, version, type],
  );
  const profiles: ProfileRow[] = [];
  for (const row of rows) {
    const tree = await read(row);
    if (tree === undefined || tree['status'] === 'retired') continue;
    const derived = tree['baseDefinition'];
    profiles.push({
      url: row.url,
      version: row.version,
      derived: typeof derived === 'string' ? canonicalParts(derived).url : null,
    });
  }
  const urls = new Set(profiles.map(({ url }) => url));
  const roots = profiles.filter(({ derived }) => derived === null || !urls.has(derived));
  const [root] = roots;
  if (root === undefined || roots.length > 1) return undefined;
  return `${root.url}|${root.version ?? version}`;
}

function splitAt(name: string): readonly [string, string] {
  const at = name.lastIndexOf('@');
  return [name.slice(0, at), name.slice(at + 1)];
}
