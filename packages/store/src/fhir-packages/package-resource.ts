import { WellspringError } from '@wellspring/errors';
import { parseDocument, type JsonObject, type JsonValue } from '@wellspring/fhir';

/** The types of resources that are taken from packages: what data is validated, coded and searched by. */
export const packagedTypes = [
  'StructureDefinition',
  'ValueSet',
  'CodeSystem',
  'ConceptMap',
  'SearchParameter',
] as const;

export type PackagedType = (typeof packagedTypes)[number];

/** A resource of a package. */
export interface PackagedResource {
  readonly type: PackagedType;
  readonly url: string;
  readonly version: string | undefined;
  /** Of a profile: the type that it constrains. */
  readonly base: string | undefined;
  readonly tree: JsonObject;
}

/** The index of PostgreSQL takes rows of 2,700 bytes. */
const LONGEST_URL = 1_000;

/** Whether a file of a package may hold a resource: those in its folder, not examples nor what tools left below it. */
export function mayHoldResource(path: string): boolean {
  return /^package\/[^/]+\.json$/i.test(path) && !/\/\.|\/package\.json$/.test(path);
}

/**
 * The JSON of a file.
 *
 * @throws WellspringError `malformed-package`, which names the file and the place in it
 */
export function readJsonFile(path: string, content: Buffer): JsonValue {
  const document = parseDocument(content);
  if (!document.ok) throw malformed(path, document.fault);
  return document.value;
}

/**
 * The resource in a file; undefined where it is of a type that is not taken, or no resource at all.
 *
 * @throws WellspringError `malformed-package`, which names the file
 */
export function readPackaged(path: string, content: Buffer): PackagedResource | undefined {
  const value = readJsonFile(path, content);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // Without the narrative: it is for people, and half of what many are.
  const tree = Object.fromEntries(Object.entries(value as JsonObject).filter(([name]) => name !== 'text'));
  const type = packagedTypes.find((each) => each === tree['resourceType']);
  if (type === undefined) return undefined;
  const { url, version } = tree;
  if (typeof url !== 'string' || url === '') throw malformed(path, `the ${type} has no url`);
  if (Buffer.byteLength(url) > LONGEST_URL)
    throw malformed(path, `its url is longer than ${LONGEST_URL} bytes`);
  if (version !== undefined && (typeof version !== 'string' || version.length > LONGEST_URL))
    throw malformed(path, 'its version is not a string, or too long');
  return {
    type,
    url,
    version: typeof version === 'string' ? version : undefined,
    base: baseOf(type, tree),
    tree,
  };
}

function baseOf(type: PackagedType, tree: JsonObject): string | undefined {
  const isProfile =
    type === 'StructureDefinition' && tree['kind'] === 'resource' && tree['derivation'] === 'constraint';
  return isProfile && typeof tree['type'] === 'string' ? tree['type'] : undefined;
}

function malformed(path: string, why: string): WellspringError {
  return new WellspringError('malformed-package', `${path.slice(0, 200)}: ${why}`);
}
