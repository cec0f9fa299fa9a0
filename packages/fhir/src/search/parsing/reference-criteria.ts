import { isResourceId } from '../../definitions/resource-id.js';
import { isResourceType } from '../../definitions/r4.js';
import type { ReferenceCriterion } from '../criterion.js';
import { unescapeValue } from './escape.js';
import { isFault, type OrFault } from './fault.js';

const relative = /^([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:./;
const endOfUrl = /\/([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

function reference(...targets: readonly string[]): ReferenceCriterion {
  return { kind: 'reference', targets };
}

function typeOf(text: string): string | undefined {
  const type = relative.exec(text)?.[1];
  return type !== undefined && isResourceType(type) ? type : undefined;
}

/** Whether it is a URL or URN. */
export function isAbsolute(text: string): boolean {
  return absolute.test(text);
}

/** What stands below our own base (`Type/id`); undefined for the address of anything else. */
export function ownPath(text: string, baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined || !text.startsWith(baseUrl)) return undefined;
  const slash = baseUrl.endsWith('/') ? 0 : 1;
  if (slash === 1 && text[baseUrl.length] !== '/') return undefined;
  const path = text.slice(baseUrl.length + slash);
  return typeOf(path) === undefined ? undefined : path;
}

/** `subject:Patient=23`: the modifier says the type. */
export function typedReferenceCriterion(
  text: string,
  type: string,
  baseUrl?: string,
): OrFault<ReferenceCriterion> {
  const given = unescapeValue(text);
  if (isFault(given)) return given;
  if (isResourceId(given)) return reference(`${type}/${given}`);
  const value = ownPath(given, baseUrl) ?? given;
  if (typeOf(value) === type) return reference(value);
  if (isAbsolute(value) && endOfUrl.exec(value)?.[1] === type) return reference(value);
  return { fault: `is not the id of a ${type}` };
}

/**
 * An id, `Type/id` or an absolute URL (https://hl7.org/fhir/R4/search.html#reference). An id alone
 * stands for that id of every type that the parameter may refer to. References to our own resources are
 * indexed as `Type/id`, however they are written.
 */
export function referenceCriterion(
  text: string,
  targets: readonly string[],
  baseUrl?: string,
): OrFault<ReferenceCriterion> {
  const value = unescapeValue(text);
  if (isFault(value)) return value;
  if (isResourceId(value)) return reference(...targets.map((type) => `${type}/${value}`));
  if (typeOf(value) !== undefined) return reference(value);
  if (isAbsolute(value)) return reference(ownPath(value, baseUrl) ?? value);
  return { fault: 'is neither an id, nor a resource type and an id (Patient/123), nor an absolute URL' };
}
