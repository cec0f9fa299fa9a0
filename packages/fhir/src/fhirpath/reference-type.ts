import { isResourceType } from '../definitions/r4.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject } from '../json/json-value.js';
import { containedResource } from './contained-resource.js';

const endOfUrl = /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * The type of the resource that a URL leads to, as far as it tells.
 * @example typeInUrl('http://a.example/fhir/Patient/1') // 'Patient'
 * @example typeInUrl('urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0') // undefined
 */
export function typeInUrl(url: string): string | undefined {
  const type = endOfUrl.exec(url)?.[1];
  return type !== undefined && isResourceType(type) ? type : undefined;
}

/**
 * The type of the resource that a Reference leads to, as far as the resource tells that it is in: by its
 * URL (`Patient/1`, `http://…/Patient/1`), by the contained resource (`#p`), else by `Reference.type`. `resolve()`
 * needs no more than this in a search parameter, and extraction must not read other resources.
 */
export function referenceType(reference: unknown, resource: JsonObject): string | undefined {
  if (!isObject(reference)) return undefined;
  const url = reference['reference'];
  if (typeof url === 'string') {
    const told = url.startsWith('#') ? containedResource(url, resource)?.['resourceType'] : typeInUrl(url);
    if (typeof told === 'string') return told;
  }
  const stated = reference['type'];
  return typeof stated === 'string' ? stated : undefined;
}
