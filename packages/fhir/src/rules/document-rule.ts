import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { objectsAt } from './objects-at.js';
import type { RuleRun } from './rule-run.js';

/** What a document holds with its Composition (https://hl7.org/fhir/R4/documents.html#content), by path. */
const documentLinks = [
  ['subject'],
  ['encounter'],
  ['author'],
  ['attester', 'party'],
  ['custodian'],
  ['event', 'detail'],
] as const;

function sections(object: JsonObject): readonly JsonObject[] {
  return objectsAt(object, ['section']).flatMap((section) => [section, ...sections(section)]);
}

const versionPart = /\/_history\/([^/]+)$/;

/** The versions of the entries by fullUrl; undefined for one that does not say. */
function entryVersions(bundle: JsonObject): ReadonlyMap<string, readonly (JsonValue | undefined)[]> {
  const versions = new Map<string, (JsonValue | undefined)[]>();
  for (const { fullUrl, resource } of objectsAt(bundle, ['entry'])) {
    if (typeof fullUrl !== 'string' || !isObject(resource)) continue;
    const version = isObject(resource['meta']) ? resource['meta']['versionId'] : undefined;
    const all = versions.get(fullUrl);
    if (all === undefined) versions.set(fullUrl, [version]);
    else all.push(version);
  }
  return versions;
}

/** Every resource that the Composition refers to directly is in the document. */
export function checkDocument(run: RuleRun, bundle: JsonObject): void {
  const [first] = objectsAt(bundle, ['entry']);
  if (!isObject(first?.['resource'])) return;
  const { resource: composition, fullUrl } = first;
  const base =
    typeof fullUrl === 'string' ? (/^(https?:.*\/)[A-Za-z]+\/[^/]+$/.exec(fullUrl)?.[1] ?? '') : '';
  const versions = entryVersions(bundle);
  const inSections = sections(composition).flatMap((section) => [
    ...objectsAt(section, ['entry']),
    ...objectsAt(section, ['author']),
    ...objectsAt(section, ['focus']),
  ]);
  const links = [...documentLinks.flatMap((path) => objectsAt(composition, path)), ...inSections];
  for (const { reference } of links) {
    if (typeof reference !== 'string' || reference.startsWith('#')) continue;
    const version = versionPart.exec(reference)?.[1];
    const url = reference.replace(versionPart, '');
    const found = versions.get(url) ?? (base === '' ? undefined : versions.get(base + url));
    if (
      found === undefined ||
      !(version === undefined || found.includes(version) || found.includes(undefined))
    )
      run.add(
        'bundle-entry',
        `the Composition refers to "${reference.slice(0, 100)}", which is not in the document`,
      );
  }
}
