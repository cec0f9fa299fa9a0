import { join } from 'node:path';
import {
  CloudTrailClient,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail';
import { ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import { CreateBucketCommand, PutObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { loadRootCredential } from '@wellspring/access';
import { signedFetch } from '@wellspring/access/testing';
import { recordedEvents, type RecordedEvent } from '@wellspring/audit/testing';
import { connect, runningPostgresUrl } from '@wellspring/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

let program: ProgramUnderTest;
let base: string;
let databaseUrl: string;
beforeAll(async () => {
  program = await startUnderTest();
  base = program.fhirUrl(await program.createStore());
  databaseUrl = (await runningPostgresUrl(join(program.folder, 'postgres')))!;
});
afterAll(() => program.remove());

const putPatient = (id: string) =>
  program.fetchFhir(`${base}Patient/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Patient', id, name: [{ family: 'Secretname' }] }),
  });
const eventOf = async (response: Response): Promise<RecordedEvent | undefined> => {
  const id = response.headers.get('x-amzn-requestid') ?? response.headers.get('x-amz-request-id');
  return (await recordedEvents(databaseUrl)).find(({ requestID }) => requestID === id);
};

describe('every call', () => {
  it('that changes something is in the trail when its answer comes', async () => {
    const created = await putPatient('p1');
    expect(created.status).toBe(201);
    const event = await eventOf(created);
    expect(event).toMatchObject({
      eventVersion: '1.11',
      eventSource: 'healthlake.amazonaws.com',
      awsRegion: 'us-east-1',
      sourceIPAddress: '127.0.0.1',
      readOnly: false,
      eventCategory: 'Data',
      managementEvent: false,
      userIdentity: { type: 'Root', accountId: '000000000000', arn: 'arn:aws:iam::000000000000:root' },
      additionalEventData: {
        AuthenticationMethod: 'AuthHeader',
        changes: [{ resourceType: 'Patient', id: 'p1', version: 1, change: 'created' }],
      },
    });
    expect(event!.eventTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('that reads is there within a second, and says nothing of what was searched for', async () => {
    const found = await program.fetchFhir(`${base}Patient?family=Secretname`);
    expect(((await found.json()) as { readonly total?: number }).total).not.toBe(0);
    await expect.poll(() => eventOf(found), { timeout: 1_000 }).toBeDefined();
    expect(await eventOf(found)).toMatchObject({ readOnly: true });
    expect(JSON.stringify(await recordedEvents(databaseUrl))).not.toContain('Secretname');
  });

  it('of the control plane and the object store is there, too', async () => {
    const listed = await program.connection.healthLake.send(new ListFHIRDatastoresCommand({}));
    const bucket = 'audited';
    const made = await program.connection.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const put = await program.connection.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'k', Body: 'body' }),
    );
    const got = await program.connection.s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'k' }));
    expect(await got.Body!.transformToString()).toBe('body');
    const ids = [listed, made, put, got].map(({ $metadata }) => $metadata.requestId);
    await expect
      .poll(async () => {
        const events = await recordedEvents(databaseUrl);
        return ids.map((id) => events.find(({ requestID }) => requestID === id)?.eventCategory);
      })
      .toEqual(['Management', 'Management', 'Data', 'Data']);
  });

  it('that is not let in is there, with the key that was named', async () => {
    const credentials = { accessKeyId: 'AKIAEXAMPLEEXAMPLE22', secretAccessKey: 'wrong' };
    const stranger = signedFetch({ credentials, region: 'us-east-1', service: 'healthlake' });
    const denied = await stranger(`${base}Patient/p1`);
    expect(denied.status).toBe(403);
    const unsigned = await fetch(`${base}Patient/p1`);
    expect(unsigned.status).toBe(403);
    await expect.poll(() => eventOf(unsigned)).toBeDefined();
    expect(await eventOf(denied)).toMatchObject({
      errorCode: 'UnrecognizedClientException',
      errorMessage: 'The security token included in the request is invalid.',
      userIdentity: { type: 'Unknown', accessKeyId: 'AKIAEXAMPLEEXAMPLE22' },
    });
    expect(await eventOf(unsigned)).toMatchObject({ errorCode: 'MissingAuthenticationTokenException' });
  });

  it('that fails is there with the name of its error, and without what it quotes', async () => {
    const refused = await program.fetchFhir(`${base}Patient?birthdate=Secretname`);
    expect(refused.status).toBe(400);
    await expect.poll(() => eventOf(refused)).toBeDefined();
    expect(await eventOf(refused)).toMatchObject({ errorCode: 'ValidationException' });
    expect(JSON.stringify(await recordedEvents(databaseUrl))).not.toContain('Secretname');
  });

  it('of the pages for operators is not worth an event', async () => {
    const before = (await recordedEvents(databaseUrl)).length;
    await fetch(`${program.endpoint}/healthz`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await recordedEvents(databaseUrl)).toHaveLength(before);
  });
});

describe('LookupEvents', () => {
  let client: CloudTrailClient;
  beforeAll(async () => {
    client = new CloudTrailClient({
      endpoint: program.endpoint,
      region: 'us-east-1',
      credentials: await loadRootCredential(program.folder),
    });
  });
  afterAll(() => {
    client.destroy();
  });
  const lookUp = (input: LookupEventsCommandInput) => client.send(new LookupEventsCommand(input));

  it('finds what was done just before, the newest first', async () => {
    const ids: string[] = [];
    for (const id of ['l1', 'l2', 'l3']) ids.unshift((await putPatient(id)).headers.get('x-amzn-requestid')!);
    await program.fetchFhir(`${base}Patient/l1`);
    const { Events = [] } = await lookUp({
      LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
    });
    const found = Events.map(
      ({ CloudTrailEvent }) => (JSON.parse(CloudTrailEvent!) as { readonly requestID: string }).requestID,
    );
    expect(found.slice(0, 3)).toEqual(ids);
    expect(Events[0]).toMatchObject({
      Username: 'root',
      ReadOnly: 'false',
      EventSource: 'healthlake.amazonaws.com',
    });
    expect(Math.abs(Events[0]!.EventTime!.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('finds all events page by page, each once, and by their ids', async () => {
    const all = await recordedEvents(databaseUrl);
    const end = new Date();
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await lookUp({
        MaxResults: 5,
        EndTime: end,
        ...(token !== undefined && { NextToken: token }),
      });
      seen.push(...page.Events!.map(({ EventId }) => EventId!));
      token = page.NextToken;
    } while (token !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    for (const { eventID } of all) expect(seen).toContain(eventID);
    const { eventID } = all[3]!;
    const { Events } = await lookUp({
      LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: eventID }],
    });
    expect(Events!.map(({ EventId }) => EventId)).toEqual([eventID]);
  });

  it('finds nothing outside of the time that is asked for', async () => {
    const { Events } = await lookUp({ EndTime: new Date('2020-01-01') });
    expect(Events).toEqual([]);
  });

  it.each<readonly [LookupEventsCommandInput, string]>([
    [{ MaxResults: 51 }, 'InvalidMaxResultsException'],
    [{ StartTime: new Date(2000), EndTime: new Date(1000) }, 'InvalidTimeRangeException'],
    [{ NextToken: 'made-up' }, 'InvalidNextTokenException'],
    [
      { LookupAttributes: [{ AttributeKey: 'Nothing' as 'EventId', AttributeValue: 'x' }] },
      'InvalidLookupAttributesException',
    ],
  ])('refuses %j: %s', async (input, name) => {
    await expect(lookUp(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });
});

describe('while the trail cannot be written', () => {
  it('nothing is changed, and nothing is served for long', async () => {
    const database = connect({ url: databaseUrl, max: 2 });
    const holder = await database.dedicated('holder');
    try {
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE wellspring.audit_block IN EXCLUSIVE MODE');
      const first = await putPatient('p2');
      expect(first.status).toBe(503);
      const second = await putPatient('p3');
      expect(second.status).toBe(503);
      expect((await program.fetchFhir(`${base}Patient/p1`)).status).toBe(503);
    } finally {
      await holder.end();
      await database.close();
    }
    await expect.poll(async () => (await putPatient('p4')).status, { timeout: 15_000 }).toBe(201);
    // What was done when it failed is in the trail, once it can be written; what was refused was not done.
    const changed = (await recordedEvents(databaseUrl)).flatMap(({ additionalEventData }) =>
      (additionalEventData.changes ?? []).map(({ id }) => id),
    );
    expect(changed.filter((id) => id === 'p2')).toHaveLength(1);
    expect(changed).not.toContain('p3');
    expect((await program.fetchFhir(`${base}Patient/p3`)).status).toBe(404);
  }, 60_000);
});
