import { startTestServer } from './test-server.js';

/**
 * Vitest's global setup: one embedded PostgreSQL for all test files of a run. Set
 * TEST_DATABASE_URL to run them on a server of your own (the URL of a user who may create databases).
 *
 * @returns the teardown
 */
export async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer();
  // Test processes are forked with this environment.
  process.env['TEST_DATABASE_SOCKET'] = server.socket;
  return async () => {
    delete process.env['TEST_DATABASE_SOCKET'];
    await server.stop();
  };
}
