import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';
import { parseResource, replaceMeta, type JsonObject } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';
import { versionConflict } from '../../interactions/version-conflict.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { currentResource, type LivingVersion } from '../current-resource.js';
import { isSameSize, labelSets, metaMembers, type LabelSets } from './label-sets.js';

/** Tries where others write the same resource at the same time. */
const tries = 50;

export type ChangeOutcome =
  | { readonly ok: true; readonly version: LivingVersion }
  | { readonly ok: false; readonly refusal: FhirResponse };

/**
 * Writes a version with other labels over the very version that they were worked out from, so that nobody's change
 * is lost; where there was another meanwhile, again from that. Nothing is written where nothing would change.
 *
 * @param ifMatch the version that the client wants to change
 * @throws WellspringError `write-conflict` where others were faster time and again
 */
export async function changeLabels(
  store: DataStore,
  type: string,
  id: string,
  ifMatch: number | undefined,
  change: (sets: LabelSets) => LabelSets,
): Promise<ChangeOutcome> {
  for (let at = 0; at < tries; at++) {
    const current = await currentResource(store, type, id);
    if (!current.ok) return current;
    const { version, body } = current.version;
    if (ifMatch !== undefined && ifMatch !== version)
      return { ok: false, refusal: versionConflict(type, id, version) };
    const sets = labelSets(metaOf(body));
    const changed = change(sets);
    if (isSameSize(sets, changed)) return current;
    const parsed = parseResource(replaceMeta(body, metaMembers(changed)));
    if (!parsed.ok) throw new WellspringError('internal-error', 'A stored resource cannot be read');
    const result = await store.update(parsed.resource, id, { ifMatch: version });
    if (result.outcome !== 'version-conflict') {
      const { body: written = body } = result.version;
      return { ok: true, version: { ...result.version, body: written } };
    }
    await sleep(Math.random() * 20);
  }
  throw new WellspringError('write-conflict', `${type}/${id} is being written by others; try again`);
}

/** The meta of a resource as it is read. */
export function metaOf(body: Buffer): JsonObject {
  const { meta } = JSON.parse(body.toString('utf8')) as { readonly meta?: JsonObject };
  return meta ?? {};
}
