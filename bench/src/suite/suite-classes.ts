import { restClasses } from '../rest/rest-classes.js';
import type { RestClass } from '../rest/measured-class.js';
import type { PatientBundle } from '../rest/patient-bundles.js';
import type { LoadRequest, RestRequest } from '../rest/rest-orders.js';
import { sampledResources, type SampledResource } from '../rest/sampled-resources.js';
import { copiedLine, idInCopy } from '../search/copied-ids.js';
import { drawFacts, type DrawnFacts } from '../search/drawn-facts.js';
import { searchClasses } from '../search/search-classes.js';
import { seededRandom, type SeededRandom } from '../search/seeded-random.js';
import type { SuiteInput } from './suite-input.js';
import type { Counted } from './suite-rows.js';

/** A class of the set: its load, and how its figures are counted. */
export interface SuiteClass {
  readonly load: RestClass;
  readonly counted: Counted;
}

/** Of all kinds of searches those that a chart and a worklist ask most. */
const measuredSearches = [
  'single token',
  'patient + code',
  'common code + date range',
  'name prefix',
  'chain + code',
  '_include + _revinclude',
  '_sort=-date by patient',
];
const differentReads = 20_000;
const differentSearches = 4_000;
const searchClients = 8;
/** More than most records have; what has more is answered in part, as every page is. */
const everythingPage = 1_000;

/** The loads that a set sends, first those that change nothing. Requests are spread over all copies of the data. */
export async function suiteClasses(
  { source, copies }: SuiteInput,
  bundles: readonly PatientBundle[],
  clients: { readonly single: number; readonly bundle: number },
  seed: number,
): Promise<readonly SuiteClass[]> {
  const random = seededRandom(seed);
  const facts = await drawFacts(source, seededRandom(seed));
  const sampled = await sampledResources(source, differentReads, random);
  const resources = sampled.map((resource) => inAnyCopy(resource, copies, random));
  const [reads, ...writes] = restClasses(resources, bundles, clients, random);
  const writing = writes.map((load): SuiteClass => {
    const counted = load.name.startsWith('transaction') ? 'sent' : 'requests';
    return { load, counted };
  });
  return [
    { load: reads!, counted: 'requests' },
    ...searches(facts, copies, random).map((load): SuiteClass => ({ load, counted: 'requests' })),
    { load: everything(facts, copies, random), counted: 'found' },
    ...writing,
  ];
}

/** The requests of the class that reads by id. */
export function readsOf(classes: readonly SuiteClass[]): readonly LoadRequest[] {
  return classes.find(({ load }) => load.name === 'read by id')?.load.requests ?? [];
}

/** A resource of the data as it stands in one of the copies. */
function inAnyCopy(
  { type, id, json }: SampledResource,
  copies: number,
  random: SeededRandom,
): SampledResource {
  const copy = random.int(copies);
  return { type, id: idInCopy(id, copy), json: copiedLine(json, copy) };
}

function searches(facts: DrawnFacts, copies: number, random: SeededRandom): readonly RestClass[] {
  const classes = searchClasses(facts, { copies, fewestCopies: 1 }, random);
  return measuredSearches.map((wanted) => {
    const { name, draw, hits, target } = classes.find((searchClass) => searchClass.name === wanted)!;
    const request = (path: string): RestRequest => ({
      method: 'GET',
      path,
      status: 200,
      resources: 1,
      search: { hits },
    });
    return {
      name: `search: ${name}`,
      clients: searchClients,
      requests: draw ? Array.from({ length: differentSearches }, () => request(draw())) : [],
      target: target.perSecond === undefined ? {} : { perSecond: target.perSecond },
    };
  });
}

function everything(facts: DrawnFacts, copies: number, random: SeededRandom): RestClass {
  const { patients } = facts;
  return {
    name: '$everything of a patient',
    clients: searchClients,
    requests: Array.from({ length: patients.length === 0 ? 0 : 1_000 }, () => ({
      method: 'GET' as const,
      path: `Patient/${idInCopy(random.pick(patients).id, random.int(copies))}/$everything?_count=${everythingPage}`,
      status: 200,
      resources: 1,
    })),
    target: {},
  };
}
