import { isResourceType } from '../definitions/r4.js';
import { isObject } from '../json/json-kind.js';

const typeInUrl = /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * The type of the resource that a Reference leads to, as far as the reference itself tells: by its
 * URL (`Patient/1`, `http://…/Patient/1`), else by `Reference.type`. `resolve()` needs no more than
 * this in a search parameter, and extraction must not read other resources.
 */
export function referenceType(reference: unknown): string | undefined {
  if (!isObject(reference)) return undefined;
  const url = reference['reference'];
  if (typeof url === 'string') {
    const inUrl = typeInUrl.exec(url)?.[1];
    if (inUrl !== undefined && isResourceType(inUrl)) return inUrl;
  }
  const stated = reference['type'];
  return typeof stated === 'string' ? stated : undefined;
}
