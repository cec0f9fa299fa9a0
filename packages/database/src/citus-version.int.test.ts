import { expect, it, onTestFinished } from 'vitest';
import { refuseOtherCitus, requireCitus } from './citus-version.js';
import { connect } from './connect.js';
import { testDatabase } from './testing/index.js';

it('refuses a PostgreSQL without Citus', async () => {
  const test = await testDatabase();
  const database = connect({ url: test.url, max: 1 });
  onTestFinished(async () => {
    await database.close();
    await test.drop();
  });
  await expect(requireCitus(database)).rejects.toMatchObject({
    code: 'citus-unavailable',
    message: expect.stringContaining('has no Citus') as string,
  });
});

const good = { version: 'Citus 13.0.1 on x86_64-pc-linux-gnu', coordinator: true, replication: '1' };

it.each([
  [good, undefined],
  [{ ...good, replication: null }, undefined],
  [{ ...good, version: 'Citus 14.0.0 on aarch64' }, undefined],
  [{ ...good, version: 'Citus 12.1.5 on x86_64' }, 'Citus 13 or newer is needed'],
  [{ ...good, version: 'Something else' }, 'Citus 13 or newer is needed'],
  [{ ...good, coordinator: false }, 'must be the coordinator'],
  [{ ...good, replication: '2' }, 'it must be 1'],
])('%j: %s', (facts, refusal) => {
  const check = (): void => {
    refuseOtherCitus(facts);
  };
  if (refusal === undefined) check();
  else expect(check).toThrow(refusal);
});
