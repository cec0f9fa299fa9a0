import { isResourceType } from '../definitions/r4.js';
import { typeInUrl } from '../fhirpath/reference-type.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { checkDocument } from './document-rule.js';
import { objectsAt } from './objects-at.js';
import type { RuleRun } from './rule-run.js';

/** Types of Bundle whose entries need no fullUrl (https://hl7.org/fhir/R4/bundle.html#bundle-unique). */
const withoutFullUrls: ReadonlySet<JsonValue> = new Set([
  'batch',
  'transaction',
  'batch-response',
  'transaction-response',
]);

const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const uuid = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const oid = /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/;

function fullUrlFault(url: string, resource: JsonObject): string | undefined {
  if (!scheme.test(url)) return 'is no absolute URL';
  if (url.startsWith('urn:uuid:')) return uuid.test(url) ? undefined : 'is no UUID, or not in lower case';
  if (url.startsWith('urn:oid:')) return oid.test(url) ? undefined : 'is no OID';
  const { resourceType, id } = resource;
  const type = typeInUrl(url);
  if (type === undefined || typeof resourceType !== 'string' || !isResourceType(resourceType))
    return undefined;
  const urlId = url.slice(url.lastIndexOf('/') + 1);
  if (type !== resourceType) return `is of a ${type}, but the resource is a ${resourceType}`;
  return typeof id === 'string' && id !== urlId && !url.includes('/_history/')
    ? `has the id ${urlId}, but the resource has ${id.slice(0, 64)}`
    : undefined;
}

/** An OperationOutcome among what was found has no identity. */
function needsFullUrl(type: JsonValue | undefined, { resource, search }: JsonObject): boolean {
  if (typeof type !== 'string' || withoutFullUrls.has(type) || !isObject(resource)) return false;
  return (
    !(isObject(search) && search['mode'] === 'outcome') && resource['resourceType'] !== 'OperationOutcome'
  );
}

/** Links that a page has one of (https://hl7.org/fhir/R4/bundle.html#Bundle.link). */
const singleLinks: ReadonlySet<JsonValue | undefined> = new Set([
  'self',
  'first',
  'last',
  'next',
  'previous',
  'prev',
]);

function checkLinks(run: RuleRun, bundle: JsonObject): void {
  const seen = new Set<JsonValue>();
  for (const { relation } of objectsAt(bundle, ['link'])) {
    if (typeof relation === 'string' && singleLinks.has(relation) && seen.has(relation))
      run.addBelow('link', 'bundle-entry', `has more than one link of relation ${relation}`);
    if (relation !== undefined) seen.add(relation);
  }
}

/** What a search found can be read again. */
function lacksId(type: JsonValue | undefined, { resource }: JsonObject): boolean {
  if (type !== 'searchset' || !isObject(resource)) return false;
  return resource['id'] === undefined && resource['resourceType'] !== 'OperationOutcome';
}

/**
 * Rules of Bundles that are no invariants (those are checked as such): every entry has a fullUrl, absolute and of its
 * own resource; a document holds what its Composition refers to.
 * @see https://hl7.org/fhir/R4/bundle.html
 */
export function checkBundle(run: RuleRun, bundle: JsonObject): void {
  const { type, entry } = bundle;
  checkLinks(run, bundle);
  if (!Array.isArray(entry)) return;
  run.enter('entry');
  for (const [index, each] of (entry as readonly JsonValue[]).entries()) {
    if (!isObject(each)) continue;
    const { fullUrl, resource } = each;
    run.at(index);
    if (lacksId(type, each))
      run.addBelow('resource', 'bundle-entry', 'needs an id, as it was found by a search');
    if (typeof fullUrl === 'string') {
      const message = fullUrlFault(fullUrl, isObject(resource) ? resource : {});
      if (message !== undefined)
        run.addBelow('fullUrl', 'bundle-entry', `"${fullUrl.slice(0, 100)}" ${message}`);
    } else if (needsFullUrl(type, each)) {
      run.add('bundle-entry', `needs a fullUrl in a Bundle of its type`);
    }
  }
  run.leave();
  if (type === 'document') checkDocument(run, bundle);
}
