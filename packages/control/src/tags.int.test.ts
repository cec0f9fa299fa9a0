import {
  CreateFHIRDatastoreCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-healthlake';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ControlFixture, controlFixture } from './testing/control-fixture.js';

let home: TestDatabase;
let fixture: ControlFixture;
let arn: string;

beforeAll(async () => {
  home = await testDatabase();
  fixture = await controlFixture({ url: home.url, alive: false });
});
beforeEach(async () => {
  const created = await fixture.sdk.send(
    new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: 'R4', Tags: [{ Key: 'team', Value: 'lake' }] }),
  );
  arn = created.DatastoreArn!;
});
afterEach(() => {
  expect(fixture.listener.complaints).toEqual([]);
});
afterAll(async () => {
  await fixture.close();
  await home.drop();
});

const list = async () => (await fixture.sdk.send(new ListTagsForResourceCommand({ ResourceARN: arn }))).Tags;
const manyTags = (count: number, start = 0) =>
  Array.from({ length: count }, (_, index) => ({ Key: `k${start + index}`, Value: '' }));

describe('tags', () => {
  it('come with the creation, are added, changed, listed by key and taken away', async () => {
    const { sdk } = fixture;
    expect(await list()).toEqual([{ Key: 'team', Value: 'lake' }]);
    await sdk.send(
      new TagResourceCommand({
        ResourceARN: arn,
        Tags: [
          { Key: 'Zone', Value: '' },
          { Key: 'team', Value: 'Ärzte @ +1' },
        ],
      }),
    );
    expect(await list()).toEqual([
      { Key: 'Zone', Value: '' },
      { Key: 'team', Value: 'Ärzte @ +1' },
    ]);
    await sdk.send(new UntagResourceCommand({ ResourceARN: arn, TagKeys: ['team', 'never there'] }));
    expect(await list()).toEqual([{ Key: 'Zone', Value: '' }]);
    await sdk.send(new TagResourceCommand({ ResourceARN: arn, Tags: [] }));
    expect(await list()).toHaveLength(1);
  });

  it('are 200 at most, also when two requests come at once; a refused request adds none', async () => {
    await fixture.succeed('TagResource', { ResourceARN: arn, Tags: manyTags(190) });
    const both = await Promise.allSettled(
      [1000, 2000].map((start) =>
        fixture.sdk.send(new TagResourceCommand({ ResourceARN: arn, Tags: manyTags(9, start) })),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'ValidationException', message: 'A data store can have 200 tags at most' },
    });
    expect(await list()).toHaveLength(200);
    await fixture.succeed('TagResource', { ResourceARN: arn, Tags: [{ Key: 'k1', Value: 'new' }] });
  });

  it.each([
    ['aws:cloudformation:stack', 'begin with aws: are reserved'],
    ['AWS:x', 'begin with aws: are reserved'],
  ])('cannot have the key %s', async (key, message) => {
    const tagging = fixture.sdk.send(
      new TagResourceCommand({ ResourceARN: arn, Tags: [{ Key: key, Value: 'v' }] }),
    );
    await expect(tagging).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      fixture.sdk.send(new UntagResourceCommand({ ResourceARN: arn, TagKeys: [key] })),
    ).rejects.toThrow(message);
  });

  it.each([
    ['of another account', (own: string) => own.replace(':000000000000:', ':111111111111:')],
    ['of another region', (own: string) => own.replace('us-east-1', 'eu-west-1')],
    ['that is not there', (own: string) => own.replace(/.{32}$/, 'f'.repeat(32))],
    [
      'that is no data store',
      (own: string) => own.replace(/datastore.*$/, `dataTransformationProfile/${'f'.repeat(32)}`),
    ],
  ])('are not there for a resource %s', async (_, change) => {
    const ResourceARN = change(arn);
    const Tags = [{ Key: 'a', Value: 'b' }];
    const name = 'ResourceNotFoundException';
    const { sdk } = fixture;
    await expect(sdk.send(new ListTagsForResourceCommand({ ResourceARN }))).rejects.toMatchObject({ name });
    await expect(sdk.send(new TagResourceCommand({ ResourceARN, Tags }))).rejects.toMatchObject({ name });
    await expect(sdk.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a'] }))).rejects.toMatchObject({
      name,
    });
  });
});
