import { createRequestQuotas } from '@wellspring/access';
import { policedCaller, type TestStatement } from '@wellspring/access/testing';
import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { createRegistry, migrateCatalog, type DataStoreRegistry } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { serveStore, type ServedStore } from '../testing/served-store.js';

let home: TestDatabase;
let database: Database;
let slot: Awaited<ReturnType<typeof allocateNode>>;
let registry: DataStoreRegistry;
let store: ServedStore;

beforeAll(async () => {
  home = await testDatabase();
  await migrateCatalog(home.url);
  database = connect({ url: home.url, max: 4 });
  slot = await allocateNode(database);
  registry = createRegistry({ database, url: home.url, slot });
  store = await serveStore(registry, {
    conditionKeys: () => Promise.resolve({ 'aws:ResourceTag/team': 'cardiology' }),
    async: { mostPending: 10, wake: () => undefined },
  });
  await store.put([{ resourceType: 'Patient', id: 'p', active: true }]);
});
afterAll(async () => {
  await slot.release();
  await database.close();
  await home.drop();
});

const arn = () => `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${store.id}`;
const allow = (...names: readonly string[]): TestStatement => ({
  Action: names.map((name) => `healthlake:${name}`),
});
const as = (...statements: readonly TestStatement[]) => store.sendAs(policedCaller(...statements));
const patient = { resourceType: 'Patient', active: true };

interface Outcome {
  readonly issue: readonly { readonly code: string; readonly diagnostics: string }[];
}

describe('a request that is not allowed', () => {
  it('is told who may not do what, and to which data store', async () => {
    const answer = await as(allow('SearchWithGet'))('GET', '/Patient/p');
    expect(answer.status).toBe(403);
    const [issue] = (answer.json() as Outcome).issue;
    expect(issue).toMatchObject({
      code: 'forbidden',
      diagnostics: `User: arn:aws:iam::000000000000:user/ada is not authorized to perform: healthlake:ReadResource on resource: ${arn()} because no identity-based policy allows the healthlake:ReadResource action`,
    });
  });

  it('is told the same of what is there and of what is not', async () => {
    const none = as(allow('CreateResource'));
    const [there, not] = [await none('GET', '/Patient/p'), await none('GET', '/Patient/q')];
    expect(there).toMatchObject({ status: 403, headers: not.headers, text: not.text });
  });

  test.each([
    ['GET', '/metadata'],
    ['PUT', '/Patient/p'],
    ['DELETE', '/Patient/p'],
    ['GET', '/Patient/p/$everything'],
    ['GET', '/$changes'],
    ['POST', '/Patient/_search'],
  ])('%s %s changes nothing and tells nothing', async (method, target) => {
    const answer = await as(allow('ReadResource'))(method, target, method === 'PUT' ? { body: patient } : {});
    expect(answer.status).toBe(403);
    expect((await store.send('GET', '/Patient/p')).headers['etag']).toBe('W/"1"');
  });

  it('is for HEAD as for GET', async () => {
    expect((await as(allow('CreateResource'))('HEAD', '/Patient/p')).status).toBe(403);
    expect((await as(allow('ReadResource'))('HEAD', '/Patient/p')).status).toBe(200);
  });
});

describe('the tags of a data store', () => {
  const tagged = (team: string): TestStatement => ({
    Action: 'healthlake:ReadResource',
    Resource: arn(),
    Condition: { StringEquals: { 'aws:ResourceTag/team': team } },
  });
  it('decide where a policy names them', async () => {
    expect((await as(tagged('cardiology'))('GET', '/Patient/p')).status).toBe(200);
    expect((await as(tagged('oncology'))('GET', '/Patient/p')).status).toBe(403);
  });
});

describe('what writes by a search', () => {
  const created = (statements: TestStatement) =>
    as(statements)('POST', '/Patient', { body: patient, headers: { 'if-none-exist': '_id=p' } });
  it('needs a search action where it tells what is there', async () => {
    expect((await created(allow('CreateResource'))).status).toBe(403);
    expect((await created(allow('CreateResource', 'SearchWithGet'))).status).toBe(200);
  });

  it('needs one to delete many', async () => {
    const target = '/Patient?_tag=none-has-it&_count=10';
    expect((await as(allow('DeleteResource'))('DELETE', target)).status).toBe(403);
    expect((await as(allow('SearchWithGet'))('DELETE', target)).status).toBe(403);
    expect((await as(allow('DeleteResource', 'SearchWithGet'))('DELETE', target)).status).toBe(200);
  });
});

describe('Bundles', () => {
  const bundle = (type: string, ...requests: readonly string[]) => ({
    body: {
      resourceType: 'Bundle',
      type,
      entry: requests.map((each) => {
        const [method, url] = each.split(' ');
        return { ...(method === 'POST' && { resource: patient }), request: { method, url } };
      }),
    },
  });
  interface Answered {
    readonly entry: readonly { readonly response: { readonly status: string } }[];
  }
  const statusesOf = (answer: { json(): unknown }) =>
    (answer.json() as Answered).entry.map(({ response }) => response.status.slice(0, 3));
  const count = async () =>
    ((await store.send('GET', '/Patient?_summary=count')).json() as { readonly total: number }).total;

  it('are not carried out without ProcessBundle', async () => {
    const answer = await as(allow('ReadResource'))('POST', '/', bundle('batch', 'GET Patient/p'));
    expect(answer.status).toBe(403);
  });

  it('of the type batch have each entry decided for itself', async () => {
    const before = await count();
    const send = as(allow('ProcessBundle', 'ReadResource'));
    const answer = await send(
      'POST',
      '/',
      bundle('batch', 'POST Patient', 'GET Patient/p', 'DELETE Patient/p'),
    );
    expect(answer.status).toBe(200);
    expect(statusesOf(answer)).toEqual(['403', '200', '403']);
    expect(await count()).toBe(before);
  });

  it('of the type transaction are refused for one entry that is not allowed, before any is looked at', async () => {
    const before = await count();
    const send = as(allow('ProcessBundle', 'CreateResource'));
    const answer = await send('POST', '/', bundle('transaction', 'POST Patient', 'GET Patient/none'));
    expect(answer.status).toBe(403);
    expect((answer.json() as Outcome).issue[0]!.diagnostics).toContain('healthlake:ReadResource');
    expect(await count()).toBe(before);
    expect((await send('POST', '/', bundle('transaction', 'POST Patient'))).status).toBe(200);
    expect(await count()).toBe(before + 1);
  });

  const referring = {
    body: {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          resource: {
            resourceType: 'Observation',
            status: 'final',
            code: { text: 'c' },
            subject: { reference: 'Patient?_id=p' },
          },
          request: { method: 'POST', url: 'Observation' },
        },
      ],
    },
  };
  test.each([{}, { prefer: 'respond-async' }])(
    'need a search action to refer by a search (%j)',
    async (headers) => {
      const sent = { ...referring, headers };
      const refused = await as(allow('ProcessBundle', 'CreateResource'))('POST', '/', sent);
      expect(refused.status).toBe(403);
      const send = as(allow('ProcessBundle', 'CreateResource', 'SearchWithGet'));
      expect((await send('POST', '/', sent)).status).toBe('prefer' in headers ? 202 : 200);
    },
  );

  it('that are carried out later are asked for when they are sent', async () => {
    const send = as(allow('ProcessBundle', 'ReadResource'));
    const headers = { prefer: 'respond-async' };
    const answer = await send('POST', '/', { ...bundle('transaction', 'POST Patient'), headers });
    expect(answer.status).toBe(403);
    expect((answer.json() as Outcome).issue[0]!.diagnostics).toContain('healthlake:CreateResource');
  });

  it('ask for each action once', async () => {
    const who = policedCaller(allow('ProcessBundle', 'ReadResource'));
    const reads = Array.from({ length: 50 }, () => 'GET Patient/p');
    expect((await store.sendAs(who)('POST', '/', bundle('batch', ...reads))).status).toBe(200);
    expect(who.asked.map(({ action }) => action)).toEqual([
      'healthlake:ProcessBundle',
      'healthlake:ReadResource',
    ]);
  });
});

describe('quotas', () => {
  it('answer 429 and when to try again, and do not count what is not allowed', async () => {
    const limited = await serveStore(registry, {
      quotas: createRequestQuotas([
        { name: 'r', actions: ['ReadResource'], counts: 'requests', account: 0.1 },
      ]),
    });
    const read = (send: ServedStore['send']) => send('GET', '/Patient/none');
    expect((await read(limited.sendAs(policedCaller(allow('CreateResource'))))).status).toBe(403);
    expect((await read(limited.send)).status).toBe(404);
    const who = policedCaller(allow('ReadResource'));
    const answer = await read(limited.sendAs(who));
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('10');
    expect((answer.json() as Outcome).issue[0]).toMatchObject({
      code: 'throttled',
      diagnostics: 'Rate exceeded for ReadResource',
    });
    expect(who.record.error?.code).toBe('ThrottlingException');
    expect((await limited.send('GET', '/Patient?_id=none')).status).toBe(200);
  });
});

describe('the record of a call', () => {
  const recordOf = async (method: string, target: string, options: object = {}) => {
    const who = policedCaller({ Action: 'healthlake:*' });
    await store.sendAs(who)(method, target, options);
    return who.record;
  };

  it('names the action, the data store and the resource', async () => {
    expect(await recordOf('GET', '/Patient/p/_history/1')).toMatchObject({
      eventName: 'VersionReadResource',
      readOnly: true,
      resources: [{ arn: arn(), type: 'AWS::HealthLake::FHIRDatastore' }],
      requestParameters: {
        datastoreId: store.id,
        resourceType: 'Patient',
        resourceId: 'p',
        versionId: '1',
      },
    });
  });

  it('has names of search parameters, never what is no such name, and no value', async () => {
    const record = await recordOf(
      'GET',
      '/Patient?name:exact=Smith&birthdate=1970-01-01&Smith&general-practitioner.name=x',
    );
    expect(record.requestParameters).toEqual({
      datastoreId: store.id,
      resourceType: 'Patient',
      searchParameters: ['name', 'birthdate', 'other', 'general-practitioner'],
    });
    const form = {
      body: 'family=Smith',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    const posted = await recordOf('POST', '/Patient/_search', form);
    expect(posted.eventName).toBe('SearchWithPost');
    expect(posted.requestParameters).toMatchObject({ searchParameters: ['family'] });
  });

  it('says of a Bundle what it is', async () => {
    const body = { resourceType: 'Bundle', type: 'batch', entry: [] };
    expect(await recordOf('POST', '/', { body })).toMatchObject({
      eventName: 'ProcessBundle',
      readOnly: false,
      requestParameters: { datastoreId: store.id, bundle: { type: 'batch', entries: 0 } },
    });
  });

  it('has the words of a denial, and of other errors only what they mean', async () => {
    const who = policedCaller(allow('SearchWithGet'));
    await store.sendAs(who)('GET', '/Patient/p');
    expect(who.record.error).toEqual({
      code: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: healthlake:ReadResource') as string,
    });
    const failed = await recordOf('GET', '/Patient?_cursor=Smith');
    // Search values stand in a place of their own, which is passed over unless a setting says otherwise.
    expect(JSON.stringify({ ...failed, searchValues: [] })).not.toContain('Smith');
  });
});
