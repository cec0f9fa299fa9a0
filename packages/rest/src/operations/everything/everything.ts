import type { Compartment, Issue, JsonObject } from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { bundle, noteEntry, type BundleEntry } from '../../bundle/bundle.js';
import { localKey } from '../../include/resource-key.js';
import type { Exchange } from '../../interactions/exchange.js';
import { queryText, type QueryPair } from '../../request/query-pairs.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation, OperationTarget } from '../operation.js';
import { currentResource } from '../current-resource.js';
import { parameterRefusal, readParameters } from '../parameters/operation-parameters.js';
import { everythingPage, type EverythingPage } from './everything-page.js';
import { openEverything, sealEverything } from './everything-place.js';
import { everythingParameters, everythingRequest } from './everything-request.js';
import type { Focus } from './referred-resources.js';

const types = ['Patient', 'Encounter', 'Group'] as const;

/**
 * All there is about a patient, an encounter or the patients of a group.
 * @see https://hl7.org/fhir/R4/operation-patient-everything.html, operation-encounter-everything.html and
 * operation-group-everything.html
 */
export const everything: Operation = {
  name: 'everything',
  definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything',
  levels: [{ level: 'instance', types, methods: ['GET', 'POST'] }],
  run: runEverything,
};

async function runEverything(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  if (target.level !== 'instance') throw new TypeError('$everything is for an instance');
  const { store, request: http, base, searchCounts } = exchange;
  const { type, id } = target;
  const read = await readParameters(exchange, everythingParameters(type));
  if (!read.ok) return read.refusal;
  const asked = everythingRequest(read.parameters, searchCounts);
  if (!asked.ok) return parameterRefusal(asked.issues);
  const { request } = asked;
  const current = await currentResource(store, type, id);
  if (!current.ok) return current.refusal;

  // Whatever the size of its pages, a list is the same.
  const list = JSON.stringify([
    'everything',
    type,
    id,
    request.applied.filter(([name]) => name !== '_count'),
  ]);
  const place = request.cursor === undefined ? undefined : openEverything(store, list, request.cursor);
  const source = { store, signal: http.signal };
  const page = await everythingPage(source, focusesOf(current.version, store.id), request, place);
  const next = page.next && sealEverything(store, list, page.next);
  return {
    status: 200,
    headers: {},
    body: bundle({
      type: 'searchset',
      total: page.total,
      links: [
        { relation: 'self', url: linkTo(`${base}/${type}/${id}`, request.applied, request.cursor) },
        ...(next === undefined
          ? []
          : [{ relation: 'next' as const, url: linkTo(`${base}/${type}/${id}`, request.applied, next) }]),
      ],
      entries: entriesOf(page, base),
    }),
  };
}

/** The compartments that everything is in: of a group those of its patients, in the order of their ids. */
function focusesOf({ type, id, body }: StoredVersion, storeId: string): readonly Focus[] {
  const tree = JSON.parse(body?.toString('utf8') ?? '{}') as JsonObject;
  if (type === 'Encounter') return [{ compartment: type, id, patient: subjectOf(tree, storeId) }];
  if (type !== 'Group') return [{ compartment: type as Compartment, id }];
  const members = (tree['member'] ?? []) as readonly {
    readonly entity?: { readonly reference?: string };
    readonly inactive?: boolean;
  }[];
  const ids = members
    .filter(({ inactive }) => inactive !== true)
    .map(({ entity }) => localKey(entity?.reference ?? '', storeId))
    .flatMap((key) => (key?.type === 'Patient' ? [key.id] : []));
  return [...new Set(ids)].sort().map((patient) => ({ compartment: 'Patient', id: patient }));
}

/** The id of the patient that a resource is about. */
function subjectOf(tree: JsonObject, storeId: string): string | undefined {
  const { reference = '' } = (tree['subject'] ?? {}) as { readonly reference?: string };
  const key = localKey(reference, storeId);
  return key?.type === 'Patient' ? key.id : undefined;
}

function linkTo(resource: string, applied: readonly QueryPair[], cursor: string | undefined): string {
  const pairs: readonly QueryPair[] = cursor === undefined ? applied : [...applied, ['_cursor', cursor]];
  return `${resource}/$everything${pairs.length > 0 ? '?' : ''}${queryText(pairs)}`;
}

const tooMany: Issue = {
  severity: 'warning',
  code: 'incomplete',
  diagnostics: 'Some resources that are referred to were left out: there are too many references.',
};

function entriesOf({ entries, incomplete }: EverythingPage, base: string): readonly BundleEntry[] {
  const found = entries.map(({ version: { type, id, body }, mode }): BundleEntry => ({
    fullUrl: `${base}/${type}/${id}`,
    ...(body && { resource: body }),
    rest: { search: { mode } },
  }));
  return incomplete ? [...found, noteEntry([tooMany])] : found;
}
