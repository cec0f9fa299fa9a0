import {
  compartmentItself,
  compartmentParameters,
  referenceTargets,
  type Compartment,
  type JsonObject,
} from '@wellspring/fhir';
import type { ResourceKey, StoredVersion } from '@wellspring/store';
import { localKey } from '../../include/resource-key.js';

/**
 * The ids of all compartments of a kind that a resource is in: of those that it refers to by one of the
 * compartment's parameters, and its own where it has one (https://hl7.org/fhir/R4/compartmentdefinition.html).
 */
export function compartmentOwners(
  compartment: Compartment,
  { type, id, body }: StoredVersion,
  storeId: string,
): ReadonlySet<string> {
  const params = compartmentParameters(compartment, type);
  if (params === undefined || body === undefined) return new Set();
  const tree = JSON.parse(body.toString('utf8')) as JsonObject;
  const owners = params.flatMap((param): readonly ResourceKey[] =>
    param === compartmentItself
      ? [{ type, id }]
      : referenceTargets(type, param, tree).flatMap((target) => localKey(target, storeId) ?? []),
  );
  return new Set(owners.filter((owner) => owner.type === compartment).map((owner) => owner.id));
}
