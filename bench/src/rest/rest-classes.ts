import type { SeededRandom } from '../search/seeded-random.js';
import { targets } from '../targets.js';
import type { RestClass } from './measured-class.js';
import type { PatientBundle } from './patient-bundles.js';
import type { LoadRequest, RestRequest } from './rest-orders.js';
import type { SampledResource } from './sampled-resources.js';

/** Bodies take memory, and a create takes long: fewer different ones are enough. */
const mostBodies = 5_000;

/**
 * What updates say that the language of a resource is, in turn: some servers make no new version of what does not
 * change, and would be measured doing nothing. It has no search parameter. The mixture has its own, so as not to
 * repeat what the updates before it have written.
 */
const languages = { updates: ['en', 'en-US'], mix: ['en-GB', 'en-AU'] } as const;

/** The loads; what they are made of was drawn from the data, and is in the store. */
export function restClasses(
  resources: readonly SampledResource[],
  bundles: readonly PatientBundle[],
  clients: { readonly single: number; readonly bundle: number },
  random: SeededRandom,
): readonly RestClass[] {
  const reads = resources.map(readOf);
  const withBodies = resources.slice(0, mostBodies);
  const creates = withBodies.map(createOf);
  const updatesTo = (values: readonly string[]): readonly RestRequest[] =>
    values.flatMap((language) => withBodies.map((resource) => updateOf(resource, language)));
  const searches = resources.flatMap(searchOf);
  const single = clients.single;
  return [
    { name: 'read by id', clients: single, requests: reads, target: { perSecond: targets.reads } },
    { name: 'create', clients: single, requests: creates, target: { perSecond: targets.creates } },
    { name: 'update', clients: single, requests: updatesTo(languages.updates), target: {} },
    {
      name: 'CRUD mix',
      clients: single,
      requests: mixed(creates, updatesTo(languages.mix), reads, searches, random),
      target: { perSecond: targets.mix },
    },
    { name: 'delete', clients: single, requests: [{ method: 'DELETE' }], target: {} },
    {
      name: 'transaction of a patient',
      clients: clients.bundle,
      requests: bundles.map(({ json, entries }) => ({
        method: 'POST' as const,
        path: '',
        body: json,
        status: 200,
        resources: entries,
      })),
      target: { resourcesPerSecond: targets.transactionResources },
    },
  ];
}

function readOf({ type, id }: SampledResource): RestRequest {
  return { method: 'GET', path: `${type}/${id}`, status: 200, resources: 1 };
}

/** The id in the body is passed over: each is a new resource. */
function createOf({ type, json }: SampledResource): RestRequest {
  return { method: 'POST', path: type, body: json, status: 201, resources: 1 };
}

function updateOf({ type, id, json }: SampledResource, language: string): RestRequest {
  const body = JSON.stringify({ ...(JSON.parse(json) as object), language });
  return { method: 'PUT', path: `${type}/${id}`, body, status: 200, resources: 1 };
}

/** Observations of a patient with a code, as a chart asks for them. */
function searchOf({ type, json }: SampledResource): readonly RestRequest[] {
  if (type !== 'Observation') return [];
  const { subject, code } = JSON.parse(json) as {
    readonly subject?: { readonly reference?: string };
    readonly code?: { readonly coding?: readonly { readonly code?: string }[] };
  };
  const value = code?.coding?.[0]?.code;
  if (subject?.reference === undefined || value === undefined) return [];
  const path = `Observation?patient=${encodeURIComponent(subject.reference)}&code=${encodeURIComponent(value)}`;
  return [{ method: 'GET', path, status: 200, resources: 1, search: { hits: 'some' } }];
}

/** 1 create : 1 update : 1 delete of what was created : 6 reads : 2 searches, in any order. */
function mixed(
  creates: readonly RestRequest[],
  updates: readonly RestRequest[],
  reads: readonly RestRequest[],
  searches: readonly RestRequest[],
  random: SeededRandom,
): readonly LoadRequest[] {
  if (searches.length === 0) return [];
  return creates.map(() => {
    const draw = random.int(11);
    if (draw === 0) return random.pick(creates);
    if (draw === 1) return random.pick(updates);
    if (draw === 2) return { method: 'DELETE' };
    return draw < 9 ? random.pick(reads) : random.pick(searches);
  });
}
