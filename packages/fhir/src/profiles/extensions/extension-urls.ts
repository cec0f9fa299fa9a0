import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';

/** More than any resource has kinds of. */
const mostUrls = 500;

/**
 * The urls of the extensions in a resource, but for those that only mean something within another extension, which
 * have no colon. At most 500.
 */
export function extensionUrls(tree: JsonObject): ReadonlySet<string> {
  const urls = new Set<string>();
  collect(tree, urls);
  return urls;
}

function collect(object: JsonObject, urls: Set<string>): void {
  for (const key in object) {
    const value = object[key];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) {
      collect(value as JsonObject, urls);
      continue;
    }
    const isExtension = key === 'extension' || key === 'modifierExtension';
    for (const item of value as readonly JsonValue[]) {
      if (!isObject(item)) continue;
      const { url } = item;
      if (isExtension && typeof url === 'string' && url.includes(':') && urls.size < mostUrls) urls.add(url);
      collect(item, urls);
    }
  }
}
