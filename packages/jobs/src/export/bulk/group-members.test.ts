import { describe, expect, it } from 'vitest';
import { groupMembers } from './group-members.js';

const storeId = '0123456789abcdef0123456789abcdef';
const now = new Date('2024-06-01T12:00:00Z');
const of = (reference: string, more: object = {}) => ({ entity: { reference }, ...more });

function membersOf(groups: Readonly<Record<string, readonly unknown[]>>, id = 'g') {
  async function* source(ids: readonly string[]) {
    for (const each of ids.filter((name) => name in groups))
      yield await Promise.resolve([Buffer.from(JSON.stringify({ member: groups[each] }))]);
  }
  return groupMembers(id, source, storeId, now).then((found) => found && [...found].sort());
}

describe('the members of a group', () => {
  it('are its patients that are active, and in it still', async () => {
    const g = [
      of('Patient/a'),
      of('Patient/b', { inactive: true }),
      of('Patient/c', { inactive: false, period: { end: '2024-06-02' } }),
      of('Patient/d', { period: { end: '2024-05-31' } }),
      // The whole of the day that is named.
      of('Patient/e', { period: { end: '2024-06-01' } }),
      of('Patient/f', { period: { end: '2024-06-01T11:59:59Z' } }),
      of(`https://x.example/datastore/${storeId}/r4/Patient/own`),
      of('https://x.example/fhir/Patient/foreign'),
      of('Practitioner/p'),
      {},
    ];
    expect(await membersOf({ g })).toEqual(['a', 'c', 'e', 'own']);
  });

  it('are those of groups in it, in circles too', async () => {
    const groups = {
      g: [of('Group/h'), of('Group/gone'), of('Group/left', { inactive: true })],
      h: [of('Patient/a'), of('Group/g'), of('Group/h')],
      left: [of('Patient/b')],
    };
    expect(await membersOf(groups)).toEqual(['a']);
  });

  it('are undefined where the group is not there', async () => {
    expect(await membersOf({})).toBeUndefined();
    expect(await membersOf({ g: [] })).toEqual([]);
  });
});
