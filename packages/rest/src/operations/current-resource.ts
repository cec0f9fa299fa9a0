import type { DataStore, StoredVersion } from '@wellspring/store';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse } from '../response/outcome-response.js';
import { versionHeaders } from '../response/version-headers.js';

/** A version that is not deleted. */
export type LivingVersion = StoredVersion & { readonly body: Buffer };

export type ResourceOutcome =
  | { readonly ok: true; readonly version: LivingVersion }
  | { readonly ok: false; readonly refusal: FhirResponse };

/** The resource that an operation is called on, or what a read of it would be refused with. */
export async function currentResource(
  store: Pick<DataStore, 'read'>,
  type: string,
  id: string,
): Promise<ResourceOutcome> {
  return living(await store.read(type, id), `${type}/${id} is not known`);
}

/** Likewise, one version of it. */
export async function resourceVersion(
  store: Pick<DataStore, 'vread'>,
  type: string,
  id: string,
  version: number,
): Promise<ResourceOutcome> {
  return living(await store.vread(type, id, version), `${type}/${id} has no version ${version}`);
}

function living(version: StoredVersion | undefined, missing: string): ResourceOutcome {
  if (version === undefined) return { ok: false, refusal: failureResponse('resource-not-found', missing) };
  const { type, id, lastUpdated, body } = version;
  if (body !== undefined) return { ok: true, version: { ...version, body } };
  const message = `${type}/${id} was deleted at ${lastUpdated}`;
  return { ok: false, refusal: failureResponse('resource-deleted', message, versionHeaders(version)) };
}
