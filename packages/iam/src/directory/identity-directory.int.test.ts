import { randomBytes } from 'node:crypto';
import { createSealer } from '@wellspring/access';
import { connect, type Database } from '@wellspring/database';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { evaluate, trustOf } from '@wellspring/policy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIam, type Iam } from '../create-iam.js';
import { dataAccessRoleArn } from '../data-access-role.js';
import { newId } from '../entity-id.js';
import { migrateIam } from '../migrate-iam.js';
import { sealSecret } from '../secret-access-key.js';

const accountId = '000000000000';
const sealer = createSealer(randomBytes(32));
let home: TestDatabase;
let database: Database;
let iam: Iam;
/** Another process on the same database. */
let other: Iam;

beforeAll(async () => {
  home = await testDatabase();
  await migrateIam(home.url);
  database = connect({ url: home.url, max: 4 });
  iam = createIam({ database, sealer, accountId });
  other = createIam({ database, sealer, accountId });
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

function policy(action: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  });
}

async function makeUser(name: string, path = '/'): Promise<string> {
  const id = newId('AIDA');
  await iam.store.change((rows) =>
    rows(`INSERT INTO wellspring.iam_entity (id, kind, name, path) VALUES ($1, 'user', $2, $3)`, [
      id,
      name,
      path,
    ]),
  );
  return id;
}

test('the role of the command line is there from the first start, trusted by HealthLake alone', async () => {
  const role = await iam.directory.roleByArn(dataAccessRoleArn(accountId));
  expect(role).toMatchObject({ name: 'WellspringDataAccess', arn: dataAccessRoleArn(accountId) });
  const asked = { action: 'sts:AssumeRole', context: {} };
  const trusted = (service: string) =>
    trustOf({ ...asked, principal: { kind: 'service', service } }, role!.trust);
  expect(trusted('healthlake.amazonaws.com')).toBe('trusted');
  expect(trusted('ec2.amazonaws.com')).toBe('not-trusted');
  const request = {
    principal: { kind: 'service', service: 'healthlake.amazonaws.com' } as const,
    resource: 'arn:aws:s3:::clinic/in/a.ndjson',
    context: {},
  };
  expect(evaluate({ ...request, action: 's3:GetObject' }, { identity: role!.identity }).allowed).toBe(true);
  expect(evaluate({ ...request, action: 'iam:PassRole' }, { identity: role!.identity }).allowed).toBe(false);
  expect(await iam.directory.roleById(role!.roleId)).toEqual(role);
});

test.each([
  'arn:aws:iam::111111111111:role/WellspringDataAccess',
  'arn:aws:iam::000000000000:role/other/WellspringDataAccess',
  'arn:aws:iam::000000000000:role/wellspringdataaccess',
  'arn:aws:iam::000000000000:user/WellspringDataAccess',
  'WellspringDataAccess',
  '',
])('no role is %s', async (arn) => {
  expect(await iam.directory.roleByArn(arn)).toBeUndefined();
});

test('a user has the policies of its own, of its groups and of AWS, and its tags', async () => {
  const id = await makeUser('ada', '/clinic/');
  const group = newId('AGPA');
  await iam.store.change(async (rows) => {
    await rows(
      `INSERT INTO wellspring.iam_entity (id, kind, name, path) VALUES ($1, 'group', 'staff', '/')`,
      [group],
    );
    await rows('INSERT INTO wellspring.iam_member (user_id, group_id) VALUES ($1, $2)', [id, group]);
    await rows(
      `INSERT INTO wellspring.iam_inline_policy (entity_id, name, document)
       VALUES ($1, 'own', $3), ($2, 'staff', $4)`,
      [id, group, policy('healthlake:ReadResource'), policy('s3:ListAllMyBuckets')],
    );
    await rows(`INSERT INTO wellspring.iam_attachment (entity_id, policy_id) VALUES ($1, $2)`, [
      group,
      'ANPAJKSO7NDY4T57MWDSQ',
    ]);
    await rows(`INSERT INTO wellspring.iam_tag (entity_id, key, value) VALUES ($1, 'team', 'red')`, [id]);
  });
  const user = await iam.directory.userById(id);
  expect(user).toMatchObject({
    name: 'ada',
    userId: id,
    arn: 'arn:aws:iam::000000000000:user/clinic/ada',
    tags: { team: 'red' },
    boundary: undefined,
  });
  const principal = { kind: 'user', arn: user!.arn, account: accountId } as const;
  const may = (action: string) =>
    evaluate({ principal, action, resource: '*', context: {} }, { identity: user!.identity }).allowed;
  expect(
    ['healthlake:ReadResource', 's3:ListAllMyBuckets', 'iam:ListUsers', 'iam:CreateUser'].map(may),
  ).toEqual([true, true, true, false]);
});

test('a key is found with its secret and its user; one that is sealed for another is an error', async () => {
  const id = await makeUser('grace');
  const [first, second] = [newId('AKIA'), newId('AKIA')];
  const secret = 'the secret of the first';
  await iam.store.change((rows) =>
    rows(
      `INSERT INTO wellspring.iam_access_key (id, user_id, secret, is_active)
       VALUES ($1, $3, $4, true), ($2, $3, $4, false)`,
      [first, second, id, sealSecret(sealer, first, secret)],
    ),
  );
  expect(await iam.directory.accessKey(first)).toMatchObject({
    accessKeyId: first,
    secretAccessKey: secret,
    isActive: true,
    user: { name: 'grace', userId: id },
  });
  await expect(iam.directory.accessKey(second)).rejects.toMatchObject({ code: 'iam-policy-unreadable' });
  expect(await iam.directory.accessKey(newId('AKIA'))).toBeUndefined();
  expect(await iam.directory.accessKey("AKIA'; DROP TABLE x;")).toBeUndefined();
});

test('a change shows at once here, within a second elsewhere, and costs no statement while there is none', async () => {
  const id = await makeUser('alan');
  await other.directory.userById(id);
  expect((await iam.directory.userById(id))!.tags).toEqual({});
  await iam.store.change((rows) =>
    rows(`INSERT INTO wellspring.iam_tag (entity_id, key, value) VALUES ($1, 'team', 'blue')`, [id]),
  );
  expect((await iam.directory.userById(id))!.tags).toEqual({ team: 'blue' });
  const began = performance.now();
  while ((await other.directory.userById(id))!.tags['team'] === undefined)
    expect(performance.now() - began).toBeLessThan(1_000);

  let statements = 0;
  const counted: Database = {
    ...database,
    prepared: (text, values, options) => {
      statements++;
      return database.prepared(text, values, options);
    },
  };
  const watched = createIam({ database: counted, sealer, accountId });
  await Promise.all(Array.from({ length: 1_000 }, () => watched.directory.userById(id)));
  // The generation, and the user.
  expect(statements).toBe(2);
});

test('a change that fails leaves everything as it was', async () => {
  const id = await makeUser('edsger');
  await expect(
    iam.store.change(async (rows) => {
      await rows(`DELETE FROM wellspring.iam_entity WHERE id = $1`, [id]);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await iam.directory.userById(id)).toMatchObject({ name: 'edsger' });
});

test('a policy that cannot be read, or is not known, is an error and not an absent policy', async () => {
  const id = await makeUser('barbara');
  await iam.store.change((rows) =>
    rows(`INSERT INTO wellspring.iam_attachment (entity_id, policy_id) VALUES ($1, 'ANPAUNKNOWN')`, [id]),
  );
  await expect(iam.directory.userById(id)).rejects.toMatchObject({ code: 'iam-policy-unreadable' });
});
