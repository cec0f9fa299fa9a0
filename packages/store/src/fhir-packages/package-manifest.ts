import { WellspringError } from '@wellspring/errors';
import type { JsonObject, JsonValue } from '@wellspring/fhir';

/** What a package says of itself. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly canonical?: string;
  /** Names of other packages, each with the version that is needed. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Where it says it. */
export const manifestPath = 'package/package.json';

const MOST_DEPENDENCIES = 200;

/**
 * Reads a package.json (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification). A package that names the
 * versions of FHIR it is for has to be for R4.
 *
 * @throws WellspringError `malformed-package`, `package-not-supported`
 */
export function readManifest(tree: JsonValue): PackageManifest {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree))
    throw malformed('it is not an object');
  const members = tree as JsonObject;
  const name = members['name'];
  const version = members['version'];
  if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9._-]{0,127}$/i.test(name))
    throw malformed('name must be 1 to 128 letters, digits, dots and hyphens');
  if (typeof version !== 'string' || !/^[a-z0-9][a-z0-9.+_-]{0,63}$/i.test(version))
    throw malformed('version must be 1 to 64 letters, digits, dots and hyphens');
  const versions = members['fhirVersions'] ?? members['fhir-version-list'];
  if (Array.isArray(versions) && !(versions as readonly JsonValue[]).some(isR4))
    throw new WellspringError(
      'package-not-supported',
      `${manifestPath}: the package is for FHIR ${JSON.stringify(versions).slice(0, 100)}, and this server has R4 (4.0.1)`,
    );
  const { title, canonical } = members;
  return {
    name,
    version,
    ...(typeof title === 'string' && { title: title.slice(0, 500) }),
    ...(typeof canonical === 'string' && { canonical: canonical.slice(0, 500) }),
    dependencies: dependenciesOf(members['dependencies']),
  };
}

function isR4(version: JsonValue): boolean {
  return typeof version === 'string' && /^4\.0(?:\.|$)/.test(version);
}

function dependenciesOf(value: JsonValue | undefined): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw malformed('dependencies must be an object');
  const all = Object.entries(value as JsonObject);
  if (all.length > MOST_DEPENDENCIES)
    throw malformed(`there are more than ${MOST_DEPENDENCIES} dependencies`);
  const named = all.filter((each): each is [string, string] => typeof each[1] === 'string');
  return Object.fromEntries(named.map(([name, version]) => [name.slice(0, 128), version.slice(0, 64)]));
}

function malformed(why: string): WellspringError {
  return new WellspringError('malformed-package', `${manifestPath}: ${why}`);
}
