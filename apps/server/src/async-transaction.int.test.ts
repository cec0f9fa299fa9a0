import { setTimeout as sleep } from 'node:timers/promises';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { loadRootCredential } from '@wellspring/access';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

let program: ProgramUnderTest;
let url: string;
beforeAll(async () => {
  program = await startUnderTest({ WELLSPRING_ASYNC_TRANSACTIONS: '20' });
  url = program.fhirUrl(await program.createStore());
});
afterAll(() => program.remove());

const patients = (value: string, count = 3) =>
  Array.from({ length: count }, () => ({
    resource: { resourceType: 'Patient', identifier: [{ system: 'http://a.example', value }] },
    request: { method: 'POST', url: 'Patient' },
  }));
const send = (entry: readonly object[], type = 'transaction') =>
  program.fetchFhir(url, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', prefer: 'respond-async' },
    body: JSON.stringify({ resourceType: 'Bundle', type, entry }),
  });
const placeOf = (response: Response) => {
  expect(response.status).toBe(202);
  // The port is another after a restart.
  return new URL(response.headers.get('content-location')!).pathname;
};
const poll = async (place: string) => {
  for (let tries = 0; tries < 200; tries++) {
    const response = await program.fetchFhir(`${program.endpoint}${place}`);
    if (response.status !== 202) return response;
    const { issue } = (await response.json()) as { issue: { diagnostics: string }[] };
    expect(['SUBMITTED', 'IN_PROGRESS']).toContain(issue[0]!.diagnostics);
    await sleep(100);
  }
  throw new Error('The transaction does not end');
};
const count = async (value: string) => {
  const response = await program.fetchFhir(
    `${url}Patient?identifier=http%3A%2F%2Fa.example%7C${value}&_total=accurate&_count=0`,
  );
  return ((await response.json()) as { total: number }).total;
};

// The contract, 2.2.
it('is carried out in the background, and its answer is kept', async () => {
  const response = await send(patients('one'));
  expect(
    ((await response.clone().json()) as { issue: { diagnostics: string }[] }).issue[0]!.diagnostics,
  ).toBe('Submitted Asynchronous Bundle Transaction');
  const place = placeOf(response);
  expect(place).toMatch(/\/r4\/Transaction\/[0-9a-f-]{36}$/);
  for (const answer of [await poll(place), await poll(place)]) {
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      type: 'transaction-response',
      entry: [{ response: { status: '201' } }, {}, {}],
    });
  }
  expect(await count('one')).toBe(3);
});

it('is in the audit trail twice: when it was sent, and with what it changed when it was carried out', async () => {
  const client = new CloudTrailClient({
    endpoint: program.endpoint,
    region: 'us-east-1',
    credentials: await loadRootCredential(program.folder),
  });
  try {
    const response = await send(patients('trail'));
    const place = placeOf(response);
    await poll(place);
    let events: readonly { requestID: string; requestParameters: object; additionalEventData: object }[] = [];
    for (let tries = 0; tries < 50 && events.length < 1; tries++) {
      const { Events = [] } = await client.send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'ProcessBundle' }],
        }),
      );
      events = Events.map(
        ({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent!) as (typeof events)[number],
      ).filter(
        ({ requestParameters }) =>
          'transactionId' in requestParameters && place.endsWith(String(requestParameters.transactionId)),
      );
      await sleep(50);
    }
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      userIdentity: { type: 'AWSService', invokedBy: 'healthlake.amazonaws.com' },
      requestParameters: { submittedByRequestId: response.headers.get('x-amzn-requestid') },
    });
    const changed = JSON.stringify(events[0]).match(/"resourceType":"Patient"/g);
    expect(changed).toHaveLength(3);
  } finally {
    client.destroy();
  }
});

it('fails as a whole, with the status of the failure', async () => {
  const place = placeOf(
    await send([...patients('two'), { request: { method: 'GET', url: 'Patient/nobody' } }]),
  );
  const answer = await poll(place);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ issue: [{ expression: ['Bundle.entry[3]'] }] });
  expect(await count('two')).toBe(0);
});

it.each(['00000000-0000-4000-8000-000000000000', 'x'])('the transaction %s is not known', async (id) => {
  expect((await program.fetchFhir(`${url}Transaction/${id}`)).status).toBe(404);
});

it('is for transactions only, and for Bundles that can be read', async () => {
  expect((await send(patients('batch'), 'batch')).status).toBe(200);
  expect((await send([], 'heap')).status).toBe(400);
});

it('survives a restart, and each is carried out once', async () => {
  const places = await Promise.all(
    Array.from({ length: 15 }, async () => placeOf(await send(patients('restart', 20)))),
  );
  await program.stop();
  program = await program.restart();
  url = `${program.endpoint}${new URL(url).pathname}`;
  for (const place of places) expect((await poll(place)).status).toBe(200);
  expect(await count('restart')).toBe(15 * 20);
}, 90_000);

it('takes no more than the setting allows', async () => {
  const responses = await Promise.all(Array.from({ length: 40 }, () => send(patients('full', 50))));
  const taken = responses.filter(({ status }) => status === 202);
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([202, 429]));
  for (const response of taken) expect((await poll(placeOf(response))).status).toBe(200);
  expect(await count('full')).toBe(taken.length * 50);
}, 60_000);
