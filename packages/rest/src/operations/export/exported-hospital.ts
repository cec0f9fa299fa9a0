import type { TestResource } from '../../testing/served-store.js';
import { smallHospital as hospital } from '../../testing/small-hospital.js';

export type { TestResource };

const label = (code: string) => ({ system: 'http://a.example/l', code });
const labels: Readonly<Record<string, object>> = {
  scale: { tag: [label('one')], security: [label('R')] },
  here: { tag: [label('one'), label('two')] },
};

/** The hospital of the searches, with labels, groups and a provenance. */
export const smallHospital: readonly TestResource[] = [
  ...hospital.map((resource) => {
    const meta = labels[resource.id];
    return meta === undefined ? resource : ({ ...resource, meta } as TestResource);
  }),
  {
    resourceType: 'Group',
    id: 'both',
    type: 'person',
    actual: true,
    member: [
      { entity: { reference: 'Patient/bob' } },
      { entity: { reference: 'Patient/anna' }, inactive: true },
      { entity: { reference: 'Patient/clara' }, period: { end: '2020-01-01' } },
      { entity: { reference: 'Practitioner/doctor' } },
    ],
  },
  {
    resourceType: 'Group',
    id: 'nested',
    type: 'person',
    actual: true,
    // In a circle, too.
    member: [{ entity: { reference: 'Group/both' } }, { entity: { reference: 'Group/nested' } }],
  },
  { resourceType: 'Group', id: 'nobody', type: 'person', actual: true },
  {
    resourceType: 'Provenance',
    id: 'of-pulse',
    target: [{ reference: 'Observation/pulse' }],
    recorded: '2024-01-01T00:00:00Z',
    agent: [{ who: { reference: 'Practitioner/doctor' } }],
  },
];
