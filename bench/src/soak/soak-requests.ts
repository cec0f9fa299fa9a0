import type { SeededRandom } from '../search/seeded-random.js';

/** What is asked for in a soak. */
export type SoakKind =
  'read' | 'search' | 'create' | 'update' | 'delete' | 'history' | 'everything' | 'transaction';

/** One request of a soak. */
export interface SoakRequest {
  readonly kind: SoakKind;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the data store's base. */
  readonly path: string;
  readonly body?: string;
  readonly statuses: readonly number[];
}

/** How often each is asked for, of a hundred. */
const shares: Readonly<Record<SoakKind, number>> = {
  read: 52,
  search: 20,
  create: 10,
  update: 10,
  delete: 2,
  history: 3,
  everything: 1,
  transaction: 2,
};

/** Creates in a transaction. */
export const TRANSACTION_CREATES = 5;

/** What requests are made of. */
export interface SoakData {
  /** `Patient/1`: resources that are there all the time. */
  readonly names: readonly string[];
  readonly patients: readonly string[];
  /** The tag of what this run creates: its code. */
  readonly run: string;
}

/** A client's own: nobody else writes them. */
export interface OwnResources {
  /** `Patient/soak-...` */
  readonly patient: string;
  /** Observations that it created and may delete. */
  readonly created: string[];
}

export const TAG_SYSTEM = 'http://bench.example/soak';

/** Draws what a client asks for next. */
export function drawRequest(data: SoakData, own: OwnResources, random: SeededRandom): SoakRequest {
  let draw = random.int(100);
  for (const [kind, share] of Object.entries(shares) as [SoakKind, number][]) {
    draw -= share;
    if (draw < 0) return requestOf(kind, data, own, random);
  }
  return requestOf('read', data, own, random);
}

function requestOf(kind: SoakKind, data: SoakData, own: OwnResources, random: SeededRandom): SoakRequest {
  const get = (path: string): SoakRequest => ({ kind, method: 'GET', path, statuses: [200] });
  switch (kind) {
    case 'read':
      return get(random.pick(data.names));
    case 'search':
      return random.int(2) === 0
        ? get(`Observation?patient=${random.pick(data.patients)}&_count=20`)
        : get(`Observation?subject=${own.patient}&code=http://loinc.org|8867-4&_count=10`);
    case 'create':
      return {
        kind,
        method: 'POST',
        path: 'Observation',
        body: JSON.stringify(observation(data, own, random)),
        statuses: [201],
      };
    case 'update':
      return updateOf(own, random.int(1_000_000));
    case 'delete': {
      const oldest = own.created.shift();
      if (oldest === undefined) return requestOf('create', data, own, random);
      return { kind, method: 'DELETE', path: oldest, statuses: [200, 204] };
    }
    case 'history':
      return get(`${own.patient}/_history?_count=5`);
    case 'everything':
      return get(`${random.pick(data.patients)}/$everything?_count=50`);
    case 'transaction':
      return {
        kind,
        method: 'POST',
        path: '',
        body: JSON.stringify({
          resourceType: 'Bundle',
          type: 'transaction',
          entry: Array.from({ length: TRANSACTION_CREATES }, () => ({
            resource: observation(data, own, random),
            request: { method: 'POST', url: 'Observation' },
          })),
        }),
        statuses: [200],
      };
    default:
      return kind satisfies never;
  }
}

/** Writes a client's patient: the first time, or the next version. */
export function updateOf(own: OwnResources, number: number): SoakRequest {
  const id = own.patient.slice('Patient/'.length);
  const patient = { resourceType: 'Patient', id, name: [{ family: `Soak${number}`, given: ['Enduring'] }] };
  return {
    kind: 'update',
    method: 'PUT',
    path: own.patient,
    body: JSON.stringify(patient),
    statuses: [200, 201],
  };
}

function observation({ run }: SoakData, { patient }: OwnResources, random: SeededRandom): object {
  return {
    resourceType: 'Observation',
    meta: { tag: [{ system: TAG_SYSTEM, code: run }] },
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
    subject: { reference: patient },
    effectiveDateTime: `20${10 + random.int(15)}-0${1 + random.int(9)}-1${random.int(10)}T08:00:00Z`,
    valueQuantity: {
      value: 50 + random.int(80),
      unit: '/min',
      system: 'http://unitsofmeasure.org',
      code: '/min',
    },
  };
}
