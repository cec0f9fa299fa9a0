import { afterAll, beforeAll, expect, it } from 'vitest';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
let stores: TestStores;
beforeAll(async () => {
  stores = await testStores({ citus: true });
});
afterAll(() => stores.end());
it('works', async () => {
  const store = await stores.store();
  const v = await store.create(resource({ resourceType: 'Patient', birthDate: '2000-01-01' }));
  expect((await store.read('Patient', v.id))?.version).toBe(1);
  const u = await store.update(
    resource({ resourceType: 'Patient', id: v.id, birthDate: '2001-01-01' }),
    v.id,
  );
  expect(u.outcome).toBe('updated');
  expect((await store.history('Patient', v.id, { count: 10 }))?.total).toBe(2);
});
