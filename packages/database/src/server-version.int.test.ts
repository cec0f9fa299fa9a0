import { expect, it, onTestFinished } from 'vitest';
import { connect } from './connect.js';
import { refuseOldServer, requireSupportedServer } from './server-version.js';
import { testDatabase } from './testing/index.js';

it('takes the server it is tested on', async () => {
  const test = await testDatabase();
  const database = connect({ url: test.url, max: 1 });
  onTestFinished(async () => {
    await database.close();
    await test.drop();
  });
  expect(await requireSupportedServer(database)).toMatch(/^\d+\.\d+/);
});

it.each([
  [140000, '14.0', true],
  [180004, '18.4', true],
  [130018, '13.18', false],
  [90624, '9.6.24', false],
])('version number %i (%s): %s', (number, version, supported) => {
  const check = (): void => {
    refuseOldServer(number, version);
  };
  if (supported) check();
  else expect(check).toThrow(`is PostgreSQL ${version}; version 14 or newer is needed`);
});
