import { r4 } from '../definitions/r4.js';
import type { JsonObject } from '../json/json-value.js';
import type { RuleRun } from './rule-run.js';

const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const uuid = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether resources of this type have a canonical URL. */
const known = new Map<string, boolean>();

function isCanonical(type: string): boolean {
  let found = known.get(type);
  if (found === undefined) {
    const { elements } = r4.structure(type) ?? { elements: [] };
    found = elements.some(({ name, types }) => name === 'url' && types[0] === 'uri');
    known.set(type, found);
  }
  return found;
}

/** The URL that a resource is known by is absolute (https://hl7.org/fhir/R4/references.html#canonical). */
export function checkCanonicalUrl(run: RuleRun, type: string, { url }: JsonObject): void {
  if (typeof url !== 'string' || !isCanonical(type)) return;
  const shown = `"${url.slice(0, 100)}"`;
  if (!scheme.test(url)) run.addBelow('url', 'invalid-format', `${shown} is no absolute URL`);
  else if (url.startsWith('urn:uuid:') && !uuid.test(url))
    run.addBelow('url', 'invalid-format', `${shown} is no UUID`);
}
