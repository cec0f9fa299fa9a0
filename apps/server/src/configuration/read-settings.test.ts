import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings, showSettings } from './read-settings.js';
import { settingsTable } from './settings-table.js';

describe('readSettings', () => {
  it('has a default for all that a laptop needs', () => {
    expect(readSettings({})).toMatchObject({
      WELLSPRING_PORT: 8080,
      WELLSPRING_HOST: '127.0.0.1',
      WELLSPRING_DATA: './data',
      WELLSPRING_REGION: 'us-east-1',
      WELLSPRING_ACCOUNT_ID: '000000000000',
      WELLSPRING_LOG_LEVEL: 'info',
    });
  });

  it('leaves the rest of the environment alone', () => {
    expect(readSettings({ PATH: '/bin', AWS_REGION: 'eu-west-1' }).WELLSPRING_REGION).toBe('us-east-1');
  });

  it.each([
    [{ WELLSPRING_PROT: '8081' }, 'WELLSPRING_PROT: there is no such setting'],
    [{ WELLSPRING_PORT: 'eighty' }, 'WELLSPRING_PORT'],
    [{ WELLSPRING_PORT: '70000' }, 'WELLSPRING_PORT'],
    [{ WELLSPRING_ACCOUNT_ID: '12' }, 'WELLSPRING_ACCOUNT_ID: must be 12 digits'],
    [{ WELLSPRING_REGION: 'Mars' }, 'WELLSPRING_REGION: must look like us-east-1'],
    [{ WELLSPRING_LOG_LEVEL: 'loud' }, 'WELLSPRING_LOG_LEVEL'],
    [{ WELLSPRING_QUOTAS: 'none' }, 'WELLSPRING_QUOTAS'],
    [{ WELLSPRING_QUOTA_OVERRIDES: '{' }, 'WELLSPRING_QUOTA_OVERRIDES: it must be JSON'],
    [{ WELLSPRING_QUOTA_OVERRIDES: '{"Explode":1}' }, 'WELLSPRING_QUOTA_OVERRIDES: Explode is no action'],
    [{ WELLSPRING_S3_ENDPOINT: 'not a url' }, 'WELLSPRING_S3_ENDPOINT'],
    [{ WELLSPRING_CITUS: 'perhaps' }, 'WELLSPRING_CITUS'],
    [{ WELLSPRING_CITUS: 'true' }, 'WELLSPRING_CITUS: needs DATABASE_URL'],
    [{ WELLSPRING_INCLUDE_DEPTH: '0' }, 'WELLSPRING_INCLUDE_DEPTH'],
    [{ WELLSPRING_SEARCH_MAX_COUNT: '100000' }, 'WELLSPRING_SEARCH_MAX_COUNT'],
    [
      { WELLSPRING_SEARCH_COUNT: '100', WELLSPRING_SEARCH_MAX_COUNT: '50' },
      'WELLSPRING_SEARCH_COUNT: must be no more than WELLSPRING_SEARCH_MAX_COUNT',
    ],
  ])('refuses %j and says which', (environment, message) => {
    expect(() => readSettings(environment)).toThrow(message);
  });

  it('names every wrong setting at once', () => {
    expect(() => readSettings({ WELLSPRING_PORT: 'x', WELLSPRING_ACCOUNT_ID: 'y' })).toThrow(
      /WELLSPRING_PORT.*WELLSPRING_ACCOUNT_ID/,
    );
  });

  it('shows no secret', () => {
    const shown = showSettings(
      readSettings({ DATABASE_URL: 'postgres://u:hunter2@db/w', WELLSPRING_S3_SECRET_ACCESS_KEY: 'hunter2' }),
    );
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(shown['DATABASE_URL']).toBe('(set)');
  });
});

describe('docs/configuration.md', () => {
  it('holds the table that the schema writes', () => {
    const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
    expect(page).toContain(settingsTable());
  });
});
