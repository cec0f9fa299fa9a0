import type { EvaluationContext } from '../../fhirpath/evaluation/environment.js';
import { containedResource } from '../../fhirpath/contained-resource.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';

/** A resource that a reference leads to, with where it is. */
export interface ResolvedResource {
  readonly resource: JsonObject;
  readonly context: EvaluationContext;
  /** FHIRPath of it, as far as it can be written. */
  readonly path: string;
}

interface Entry {
  readonly resource: JsonObject;
  readonly index: number;
}

const indexes = new WeakMap<JsonObject, ReadonlyMap<string, Entry>>();

/** The entries of a Bundle by fullUrl; of RESTful ones also by `Type/id`, as relative references have it. */
function entriesOf(bundle: JsonObject): ReadonlyMap<string, Entry> {
  let index = indexes.get(bundle);
  if (index === undefined) {
    const found = new Map<string, Entry>();
    const { entry } = bundle;
    const entries = Array.isArray(entry) ? (entry as readonly JsonValue[]) : [];
    for (const [at, each] of entries.entries()) {
      if (!isObject(each) || !isObject(each['resource']) || typeof each['fullUrl'] !== 'string') continue;
      const { fullUrl, resource } = each;
      if (!found.has(fullUrl)) found.set(fullUrl, { resource, index: at });
      const relative = /\/([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})$/.exec(fullUrl)?.[1];
      if (relative !== undefined && !found.has(relative)) found.set(relative, { resource, index: at });
    }
    index = found;
    indexes.set(bundle, index);
  }
  return index;
}

/**
 * What a reference leads to within the resource that contains it or the Bundle that it is in; undefined where that is
 * elsewhere.
 * @see https://hl7.org/fhir/R4/bundle.html#references
 */
export function resolveReference(
  reference: JsonValue | undefined,
  context: EvaluationContext,
): ResolvedResource | undefined {
  const url = isObject(reference) ? reference['reference'] : reference;
  if (typeof url !== 'string') return undefined;
  const { rootResource, bundle } = context;
  const path = typeof rootResource['resourceType'] === 'string' ? rootResource['resourceType'] : 'Resource';
  if (url === '#') return { resource: rootResource, context: { ...context, resource: rootResource }, path };
  if (url.startsWith('#')) {
    const resource = containedResource(url, rootResource);
    return resource && { resource, context: { ...context, resource }, path: `${path}.contained` };
  }
  const entry = bundle && entriesOf(bundle).get(url);
  if (entry === undefined) return undefined;
  const { resource } = entry;
  return {
    resource,
    context: { resource, rootResource: resource, bundle },
    path: `Bundle.entry[${entry.index}].resource`,
  };
}
