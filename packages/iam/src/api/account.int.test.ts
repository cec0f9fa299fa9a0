import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  ListMFADevicesCommand,
  paginateGetAccountAuthorizationDetails,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagUserCommand,
} from '@aws-sdk/client-iam';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { createAccessKeyUses } from '../access-key-uses.js';
import { iamFixture, type IamFixture } from '../testing/iam-fixture.js';

let home: TestDatabase;
let fixture: IamFixture;
let send: IamFixture['root']['send'];

const policy = (Action: string, more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*', ...more }],
  });
const arn = 'arn:aws:iam::000000000000:user/clinic/ada';

beforeAll(async () => {
  home = await testDatabase();
  fixture = await iamFixture(home.url);
  send = fixture.root.send.bind(fixture.root);
  await send(new CreateUserCommand({ UserName: 'ada', Path: '/clinic/' }));
  await send(new CreateUserCommand({ UserName: 'grace' }));
  await send(new CreateGroupCommand({ GroupName: 'staff' }));
  await send(new AddUserToGroupCommand({ GroupName: 'staff', UserName: 'ada' }));
  await send(new CreatePolicyCommand({ PolicyName: 'own', PolicyDocument: policy('s3:Get*') }));
  await send(
    new AttachUserPolicyCommand({ UserName: 'ada', PolicyArn: 'arn:aws:iam::000000000000:policy/own' }),
  );
  await send(
    new PutUserPolicyCommand({
      UserName: 'ada',
      PolicyName: 'inline',
      PolicyDocument: policy('healthlake:*', {
        Condition: { StringEquals: { 'aws:PrincipalTag/team': '${aws:ResourceTag/team}' } },
      }),
    }),
  );
});
afterAll(async () => {
  await fixture.close();
  await home.drop();
});

describe('the details of the account', () => {
  test.each([1, 3, 100])('are whole in pages of %d', async (pageSize) => {
    const found: Record<string, unknown[]> = { users: [], groups: [], roles: [], policies: [] };
    const pages = paginateGetAccountAuthorizationDetails({ client: fixture.root, pageSize }, {});
    for await (const page of pages) {
      found['users']!.push(...page.UserDetailList!);
      found['groups']!.push(...page.GroupDetailList!);
      found['roles']!.push(...page.RoleDetailList!);
      found['policies']!.push(...page.Policies!);
    }
    expect(found).toMatchObject({
      users: [
        {
          UserName: 'ada',
          GroupList: ['staff'],
          UserPolicyList: [{ PolicyName: 'inline' }],
          AttachedManagedPolicies: [{ PolicyName: 'own' }],
        },
        { UserName: 'grace', GroupList: [], UserPolicyList: [] },
      ],
      groups: [{ GroupName: 'staff' }],
      roles: [{ RoleName: 'WellspringDataAccess', RolePolicyList: [{ PolicyName: 'all-of-s3' }] }],
    });
    const names = (found['policies'] as { PolicyName: string }[]).map(({ PolicyName }) => PolicyName);
    expect(names).toHaveLength(9);
    expect(new Set(names).size).toBe(9);
    expect(found['policies']!.at(-1)).toMatchObject({
      PolicyName: 'own',
      AttachmentCount: 1,
      PolicyVersionList: [
        {
          VersionId: 'v1',
          IsDefaultVersion: true,
          Document: encodeURIComponent(policy('s3:Get*')).replace('*', '%2A').replace('*', '%2A'),
        },
      ],
    });
  });

  it('are those asked for', async () => {
    const pages = paginateGetAccountAuthorizationDetails({ client: fixture.root }, { Filter: ['Role'] });
    for await (const page of pages) {
      expect(page.RoleDetailList).toHaveLength(1);
      expect([page.UserDetailList, page.GroupDetailList, page.Policies]).toEqual([[], [], []]);
    }
  });

  it('are counted', async () => {
    expect((await send(new GetAccountSummaryCommand({}))).SummaryMap).toMatchObject({
      Users: 2,
      Groups: 1,
      Roles: 1,
      Policies: 1,
      AccessKeysPerUserQuota: 2,
    });
  });
});

describe('what there is none of', () => {
  it('is empty, or not found', async () => {
    expect((await send(new ListMFADevicesCommand({ UserName: 'ada' }))).MFADevices).toEqual([]);
    await expect(send(new GetLoginProfileCommand({ UserName: 'ada' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });
});

describe('a simulation', () => {
  const decisions = async (input: Partial<SimulatePrincipalPolicyCommand['input']>) => {
    const { EvaluationResults } = await send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn: arn, ActionNames: ['s3:GetObject'], ...input }),
    );
    return EvaluationResults!.map(({ EvalDecision }) => EvalDecision);
  };

  it('goes by the policies of a user', async () => {
    expect(
      await decisions({ ActionNames: ['s3:GetObject', 's3:PutObject', 'healthlake:ReadResource'] }),
    ).toEqual(['allowed', 'implicitDeny', 'implicitDeny']);
    const deny = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::secret/*' }],
    });
    expect(
      await decisions({
        PolicyInputList: [deny],
        ResourceArns: ['arn:aws:s3:::open/a', 'arn:aws:s3:::secret/a'],
      }),
    ).toEqual(['allowed', 'explicitDeny']);
    await send(new TagUserCommand({ UserName: 'ada', Tags: [{ Key: 'team', Value: 'red' }] }));
    const inTeam = (team: string) =>
      decisions({
        ActionNames: ['healthlake:ReadResource'],
        ContextEntries: [
          { ContextKeyName: 'aws:ResourceTag/team', ContextKeyValues: [team], ContextKeyType: 'string' },
        ],
      });
    expect([await inTeam('red'), await inTeam('blue')]).toEqual([['allowed'], ['implicitDeny']]);
  });

  it('goes by the boundary, too', async () => {
    await send(
      new PutUserPermissionsBoundaryCommand({
        UserName: 'ada',
        PermissionsBoundary: 'arn:aws:iam::aws:policy/IAMFullAccess',
      }),
    );
    const { EvaluationResults } = await send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn: arn, ActionNames: ['s3:GetObject'] }),
    );
    expect(EvaluationResults).toMatchObject([
      {
        EvalDecision: 'implicitDeny',
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      },
    ]);
  });

  it('of policies alone goes by them', async () => {
    const { EvaluationResults, IsTruncated } = await send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [policy('iam:List*')],
        ActionNames: ['iam:ListUsers', 'iam:CreateUser'],
        MaxItems: 1,
      }),
    );
    expect([EvaluationResults!.map(({ EvalDecision }) => EvalDecision), IsTruncated]).toEqual([
      ['allowed'],
      true,
    ]);
  });

  test.each([
    [{ PolicyInputList: ['{'] }, 'InvalidInputException'],
    [{ PolicySourceArn: 'arn:aws:iam::000000000000:group/staff' }, 'InvalidInputException'],
    [{ PolicySourceArn: 'arn:aws:iam::000000000000:user/ada' }, 'InvalidInputException'],
    [{ PolicySourceArn: 'arn:aws:iam::000000000000:user/nobody' }, 'NoSuchEntityException'],
    [{ ResourcePolicy: policy('s3:*') }, 'InvalidInputException'],
    [{ ActionNames: Array.from({ length: 101 }, () => 's3:GetObject') }, 'ValidationError'],
  ])('is refused for %j', async (input, name) => {
    await expect(decisions(input)).rejects.toMatchObject({ name });
  });
});

describe('uses of access keys', () => {
  it('are shown when they are written down', async () => {
    const { AccessKey } = await send(new CreateAccessKeyCommand({ UserName: 'grace' }));
    const { AccessKeyId } = AccessKey!;
    const failures: unknown[] = [];
    const uses = createAccessKeyUses(fixture.database, (error) => failures.push(error));
    const generation = async () =>
      (await fixture.database.query('SELECT number FROM wellspring.iam_generation'))[0];
    const before = await generation();
    uses.noted(AccessKeyId!, 'iam', 'us-east-1');
    uses.noted(AccessKeyId!, 's3', 'eu-west-1');
    uses.noted('AKIAUNKNOWNUNKNOWNXX', 's3', 'eu-west-1');
    await uses.stop();
    uses.noted(AccessKeyId!, 'sts', 'us-east-1');
    await uses.flush();
    const { AccessKeyLastUsed } = await send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    expect(AccessKeyLastUsed).toMatchObject({ ServiceName: 's3', Region: 'eu-west-1' });
    expect(Math.abs(AccessKeyLastUsed!.LastUsedDate!.getTime() - Date.now())).toBeLessThan(20_000);
    // Nobody's caches are dropped for it.
    expect(await generation()).toEqual(before);
    expect(failures).toEqual([]);
  });
});
