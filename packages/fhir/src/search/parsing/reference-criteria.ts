import { isResourceType, resourceTypes } from '../../definitions/r4.js';
import type { ReferenceCriterion } from '../criterion.js';
import { unescapeValue } from './escape.js';
import { isFault, type OrFault } from './fault.js';

const id = /^[A-Za-z0-9\-.]{1,64}$/;
const relative = /^([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:./;

function reference(...targets: readonly string[]): ReferenceCriterion {
  return { kind: 'reference', targets };
}

function typeOf(text: string): string | undefined {
  const type = relative.exec(text)?.[1];
  return type !== undefined && isResourceType(type) ? type : undefined;
}

/** What stands below our own base; undefined for the address of anything else. */
function belowBase(text: string, baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined) return undefined;
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const path = text.startsWith(base) ? text.slice(base.length) : undefined;
  return path !== undefined && typeOf(path) !== undefined ? path : undefined;
}

/** `subject:Patient=23`: the modifier says the type. */
export function typedReferenceCriterion(text: string, type: string): OrFault<ReferenceCriterion> {
  const value = unescapeValue(text);
  if (isFault(value)) return value;
  if (id.test(value)) return reference(`${type}/${value}`);
  if (typeOf(value) === type) return reference(value);
  return { fault: `is not the id of a ${type}` };
}

/**
 * An id, `Type/id` or an absolute URL (https://hl7.org/fhir/R4/search.html#reference). An id alone
 * stands for that id of every type that the parameter may refer to.
 */
export function referenceCriterion(
  text: string,
  targets: readonly string[] = resourceTypes,
  baseUrl?: string,
): OrFault<ReferenceCriterion> {
  const value = unescapeValue(text);
  if (isFault(value)) return value;
  if (id.test(value)) return reference(...targets.map((type) => `${type}/${value}`));
  if (typeOf(value) !== undefined) return reference(value);
  const own = belowBase(value, baseUrl);
  // References are indexed as they were written, so both ways to write it are looked for.
  if (own !== undefined) return reference(own, value);
  if (absolute.test(value)) return reference(value);
  return { fault: 'is neither an id, nor a resource type and an id (Patient/123), nor an absolute URL' };
}
