import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListInstanceProfilesForRoleCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  paginateListPolicies,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  TagRoleCommand,
  UntagPolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { iamFixture, type IamFixture } from '../testing/iam-fixture.js';

let home: TestDatabase;
let fixture: IamFixture;
let send: IamFixture['root']['send'];

beforeAll(async () => {
  home = await testDatabase();
  fixture = await iamFixture(home.url);
  send = fixture.root.send.bind(fixture.root);
});
afterAll(async () => {
  await fixture.close();
  await home.drop();
});

function failure(name: string, status: number, message?: string) {
  return { name, ...(message !== undefined && { message }), $metadata: { httpStatusCode: status } };
}

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'healthlake.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
});

/** A policy with `more` characters of resources: `arn:aws:s3:::` and so on. */
function allow(action: string, more = 0): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: `arn:aws:s3:::${'a'.repeat(more)}` }],
  });
}

const arnOf = (name: string): string => `arn:aws:iam::000000000000:policy/${name}`;

describe('roles', () => {
  it('are made, read, changed and deleted', async () => {
    const { Role } = await send(
      new CreateRoleCommand({
        RoleName: 'import',
        Path: '/jobs/',
        AssumeRolePolicyDocument: trust,
        Description: "for import's jobs",
        MaxSessionDuration: 7200,
        Tags: [{ Key: 'team', Value: 'red' }],
      }),
    );
    expect(Role).toMatchObject({
      RoleName: 'import',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/) as string,
      Arn: 'arn:aws:iam::000000000000:role/jobs/import',
      Description: "for import's jobs",
      MaxSessionDuration: 7200,
      Tags: [{ Key: 'team', Value: 'red' }],
    });
    // RFC 3986 leaves letters, digits and -._~ as they are.
    expect(Role!.AssumeRolePolicyDocument).toMatch(/^[A-Za-z0-9\-._~%]+$/);
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toBe(trust);

    await send(new UpdateRoleCommand({ RoleName: 'import', MaxSessionDuration: 43_200 }));
    await send(new UpdateRoleDescriptionCommand({ RoleName: 'import', Description: 'other' }));
    const changed = trust.replace('healthlake', 'ec2');
    await send(new UpdateAssumeRolePolicyCommand({ RoleName: 'import', PolicyDocument: changed }));
    await send(new TagRoleCommand({ RoleName: 'import', Tags: [{ Key: 'Team', Value: 'blue' }] }));
    await send(
      new PutRolePermissionsBoundaryCommand({
        RoleName: 'import',
        PermissionsBoundary: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
      }),
    );
    const read = (await send(new GetRoleCommand({ RoleName: 'import' }))).Role!;
    expect(read).toMatchObject({
      RoleId: Role!.RoleId,
      MaxSessionDuration: 43_200,
      Description: 'other',
      Tags: [{ Key: 'Team', Value: 'blue' }],
      PermissionsBoundary: {
        PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
      },
    });
    expect(decodeURIComponent(read.AssumeRolePolicyDocument!)).toBe(changed);
    const known = await fixture.iam.directory.roleByArn(Role!.Arn!);
    expect(known).toMatchObject({ roleId: Role!.RoleId, maxSessionSeconds: 43_200, tags: { Team: 'blue' } });
    expect(known!.boundary).toBeDefined();

    const listed = await send(new ListRolesCommand({}));
    expect(listed.Roles!.map(({ RoleName }) => RoleName)).toEqual(['WellspringDataAccess', 'import']);
    expect(
      (await send(new ListInstanceProfilesForRoleCommand({ RoleName: 'import' }))).InstanceProfiles,
    ).toEqual([]);
    await send(new DeleteRoleCommand({ RoleName: 'import' }));
    await expect(send(new GetRoleCommand({ RoleName: 'import' }))).rejects.toMatchObject(
      failure('NoSuchEntityException', 404, 'The role with name import cannot be found.'),
    );
    expect(await fixture.iam.directory.roleByArn(Role!.Arn!)).toBeUndefined();
  });

  test.each<[string, string]>([
    ['no JSON', '{'],
    ['a policy of an identity', allow('s3:GetObject')],
    ['an action of no role', trust.replace('"Action"', '"NotAnAction"')],
    ['nobody', trust.replace('{"Service":"healthlake.amazonaws.com"}', '{}')],
    ['a resource', trust.replace('"Action"', '"Resource":"*","Action"')],
  ])('whose trust policy is wrong are refused: %s', async (_, document) => {
    await expect(
      send(new CreateRoleCommand({ RoleName: 'wrong', AssumeRolePolicyDocument: document })),
    ).rejects.toMatchObject(failure('MalformedPolicyDocumentException', 400));
    await expect(
      send(new UpdateAssumeRolePolicyCommand({ RoleName: 'WellspringDataAccess', PolicyDocument: document })),
    ).rejects.toMatchObject(failure('MalformedPolicyDocumentException', 400));
  });

  test.each([
    [{ MaxSessionDuration: 3599 }, "at 'maxSessionDuration'"],
    [{ MaxSessionDuration: 43_201 }, "at 'maxSessionDuration'"],
    [{ RoleName: 'r'.repeat(65) }, "at 'roleName'"],
    [{ AssumeRolePolicyDocument: trust.replace('healthlake', '\u4e2d') }, "at 'assumeRolePolicyDocument'"],
  ])('cannot have %j', async (more, message) => {
    const role = { RoleName: 'wrong', AssumeRolePolicyDocument: trust, ...more };
    await expect(send(new CreateRoleCommand(role))).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message) as string,
    });
  });

  it('have trust policies of 2,048 characters, white space not counted', async () => {
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: [] as string[] } };
    for (let at = 0; at < 60; at++)
      statement.Principal.AWS.push(`arn:aws:iam::000000000000:user/user-${String(at).padStart(3, '0')}`);
    const document = { Version: '2012-10-17', Statement: [statement] };
    await expect(
      send(
        new CreateRoleCommand({
          RoleName: 'long',
          AssumeRolePolicyDocument: JSON.stringify(document),
        }),
      ),
    ).rejects.toMatchObject(
      failure('LimitExceededException', 409, 'Cannot exceed quota for ACLSizePerRole: 2048'),
    );
    statement.Principal.AWS.splice(30);
    await send(
      new CreateRoleCommand({
        RoleName: 'long',
        AssumeRolePolicyDocument: JSON.stringify(document, undefined, 12),
      }),
    );
    await send(new DeleteRoleCommand({ RoleName: 'long' }));
  });
});

describe('inline policies', () => {
  it('of users, groups and roles are put, read, listed and deleted', async () => {
    await send(new CreateRoleCommand({ RoleName: 'inline', AssumeRolePolicyDocument: trust }));
    const policy = { RoleName: 'inline', PolicyName: 'first' };
    await send(new PutRolePolicyCommand({ ...policy, PolicyDocument: allow('s3:GetObject') }));
    // The second takes the place of the first.
    await send(new PutRolePolicyCommand({ ...policy, PolicyDocument: allow('s3:PutObject') }));
    await send(
      new PutRolePolicyCommand({ ...policy, PolicyName: 'second', PolicyDocument: allow('s3:ListBucket') }),
    );
    const read = await send(new GetRolePolicyCommand(policy));
    expect(decodeURIComponent(read.PolicyDocument!)).toBe(allow('s3:PutObject'));
    expect(await send(new ListRolePoliciesCommand({ RoleName: 'inline' }))).toMatchObject({
      PolicyNames: ['first', 'second'],
      IsTruncated: false,
    });
    await expect(send(new DeleteRoleCommand({ RoleName: 'inline' }))).rejects.toMatchObject(
      failure('DeleteConflictException', 409, 'Cannot delete entity, must delete policies first.'),
    );
    await send(new DeleteRolePolicyCommand(policy));
    await send(new DeleteRolePolicyCommand({ ...policy, PolicyName: 'second' }));
    await expect(send(new GetRolePolicyCommand(policy))).rejects.toMatchObject(
      failure('NoSuchEntityException', 404, 'The role policy with name first cannot be found.'),
    );
    await send(new DeleteRoleCommand({ RoleName: 'inline' }));
  });

  it('have a size that all of one identity share', async () => {
    await send(new CreateUserCommand({ UserName: 'inline' }));
    await send(new CreateGroupCommand({ GroupName: 'inline' }));
    const policy = { UserName: 'inline', PolicyName: 'p' };
    await send(new PutUserPolicyCommand({ ...policy, PolicyDocument: allow('s3:GetObject', 1_000) }));
    // Its own place is free when it is replaced.
    await send(new PutUserPolicyCommand({ ...policy, PolicyDocument: allow('s3:GetObject', 1_500) }));
    await expect(
      send(
        new PutUserPolicyCommand({ ...policy, PolicyName: 'q', PolicyDocument: allow('s3:GetObject', 500) }),
      ),
    ).rejects.toMatchObject(
      failure('LimitExceededException', 409, 'Maximum policy size of 2048 bytes exceeded for user inline'),
    );
    await send(
      new PutGroupPolicyCommand({
        GroupName: 'inline',
        PolicyName: 'p',
        PolicyDocument: allow('s3:GetObject', 4_900),
      }),
    );
    expect((await send(new ListUserPoliciesCommand({ UserName: 'inline' }))).PolicyNames).toEqual(['p']);
    await expect(send(new PutUserPolicyCommand({ ...policy, PolicyDocument: trust }))).rejects.toMatchObject(
      failure('MalformedPolicyDocumentException', 400),
    );
    await expect(send(new GetUserPolicyCommand({ ...policy, PolicyName: 'absent' }))).rejects.toMatchObject(
      failure('NoSuchEntityException', 404),
    );
  });
});

describe('managed policies', () => {
  it('have five versions, of which one counts', async () => {
    const { Policy } = await send(
      new CreatePolicyCommand({
        PolicyName: 'versions',
        Path: '/team/',
        PolicyDocument: allow('s3:v1'),
        Description: 'of versions',
        Tags: [{ Key: 'team', Value: 'red' }],
      }),
    );
    const PolicyArn = Policy!.Arn!;
    expect(Policy).toMatchObject({
      Arn: 'arn:aws:iam::000000000000:policy/team/versions',
      PolicyId: expect.stringMatching(/^ANPA/) as string,
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      IsAttachable: true,
      Description: 'of versions',
    });
    for (const at of [2, 3, 4, 5]) {
      const { PolicyVersion } = await send(
        new CreatePolicyVersionCommand({
          PolicyArn,
          PolicyDocument: allow(`s3:v${at}`),
          SetAsDefault: at === 3,
        }),
      );
      expect(PolicyVersion).toMatchObject({ VersionId: `v${at}`, IsDefaultVersion: at === 3 });
    }
    const sixth = { PolicyArn, PolicyDocument: allow('s3:v6') };
    await expect(send(new CreatePolicyVersionCommand(sixth))).rejects.toMatchObject(
      failure('LimitExceededException', 409),
    );
    await expect(send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v3' }))).rejects.toMatchObject(
      failure('DeleteConflictException', 409, 'Cannot delete the default version of a policy.'),
    );
    await send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v5' }));
    // No number is given twice.
    expect((await send(new CreatePolicyVersionCommand(sixth))).PolicyVersion!.VersionId).toBe('v6');
    await send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    expect((await send(new GetPolicyCommand({ PolicyArn }))).Policy!.DefaultVersionId).toBe('v2');
    const version = await send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    expect(version.PolicyVersion!.IsDefaultVersion).toBe(true);
    expect(decodeURIComponent(version.PolicyVersion!.Document!)).toBe(allow('s3:v2'));
    const first = await send(new ListPolicyVersionsCommand({ PolicyArn, MaxItems: 3 }));
    expect(first.Versions!.map(({ VersionId }) => VersionId)).toEqual(['v6', 'v4', 'v3']);
    const rest = await send(new ListPolicyVersionsCommand({ PolicyArn, Marker: first.Marker }));
    expect(rest.Versions!.map(({ VersionId }) => VersionId)).toEqual(['v2', 'v1']);
    await expect(send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v5' }))).rejects.toMatchObject(
      failure('NoSuchEntityException', 404),
    );

    await send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'more', Value: '1' }] }));
    expect((await send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual([
      { Key: 'more', Value: '1' },
      { Key: 'team', Value: 'red' },
    ]);
    await send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['team', 'more'] }));
    await expect(send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject(
      failure('DeleteConflictException', 409),
    );
    for (const VersionId of ['v1', 'v3', 'v4', 'v6'])
      await send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    await send(new DeletePolicyCommand({ PolicyArn }));
    await expect(send(new GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject(
      failure('NoSuchEntityException', 404, `Policy ${PolicyArn} was not found.`),
    );
  });

  it('are attached, ten at most, and kept while somebody has them', async () => {
    await send(new CreateRoleCommand({ RoleName: 'attached', AssumeRolePolicyDocument: trust }));
    await send(new CreateUserCommand({ UserName: 'attached' }));
    await send(new CreateGroupCommand({ GroupName: 'attached' }));
    await send(new CreatePolicyCommand({ PolicyName: 'shared', PolicyDocument: allow('s3:GetObject') }));
    const PolicyArn = arnOf('shared');
    await send(new AttachRolePolicyCommand({ RoleName: 'attached', PolicyArn }));
    await send(new AttachRolePolicyCommand({ RoleName: 'attached', PolicyArn }));
    await send(new AttachUserPolicyCommand({ UserName: 'attached', PolicyArn }));
    await send(new AttachGroupPolicyCommand({ GroupName: 'attached', PolicyArn }));
    await send(
      new CreateUserCommand({ UserName: 'bounded', Path: '/bounded/', PermissionsBoundary: PolicyArn }),
    );
    expect((await send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({
      AttachmentCount: 3,
      PermissionsBoundaryUsageCount: 1,
    });
    const holders = async (input: object) => {
      const answer = await send(new ListEntitiesForPolicyCommand({ PolicyArn, ...input }));
      return [
        ...answer.PolicyGroups!.map(({ GroupName }) => GroupName),
        ...answer.PolicyRoles!.map(({ RoleName }) => RoleName),
        ...answer.PolicyUsers!.map(({ UserName }) => UserName),
      ];
    };
    expect(await holders({})).toEqual(['attached', 'attached', 'attached', 'bounded']);
    expect(await holders({ EntityFilter: 'User' })).toEqual(['attached', 'bounded']);
    expect(await holders({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual(['bounded']);
    expect(await holders({ PolicyUsageFilter: 'PermissionsPolicy', EntityFilter: 'Role' })).toEqual([
      'attached',
    ]);
    expect(await holders({ PathPrefix: '/bounded/' })).toEqual(['bounded']);
    const page = await send(new ListEntitiesForPolicyCommand({ PolicyArn, MaxItems: 3 }));
    expect(page).toMatchObject({
      IsTruncated: true,
      PolicyGroups: [{}],
      PolicyRoles: [{}],
      PolicyUsers: [{}],
    });
    expect(await holders({ Marker: page.Marker })).toEqual(['bounded']);

    await expect(send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject(
      failure('DeleteConflictException', 409, 'Cannot delete a policy attached to entities.'),
    );
    await expect(send(new DeleteRoleCommand({ RoleName: 'attached' }))).rejects.toMatchObject(
      failure('DeleteConflictException', 409, 'Cannot delete entity, must detach all policies first.'),
    );
    await send(new DetachRolePolicyCommand({ RoleName: 'attached', PolicyArn }));
    await expect(
      send(new DetachRolePolicyCommand({ RoleName: 'attached', PolicyArn })),
    ).rejects.toMatchObject(failure('NoSuchEntityException', 404, `Policy ${PolicyArn} was not found.`));
    await expect(
      send(new AttachRolePolicyCommand({ RoleName: 'attached', PolicyArn: arnOf('absent') })),
    ).rejects.toMatchObject(
      failure('NoSuchEntityException', 404, `Policy ${arnOf('absent')} does not exist or is not attachable.`),
    );
    for (let at = 0; at < 11; at++) {
      await send(new CreatePolicyCommand({ PolicyName: `p${at}`, PolicyDocument: allow('s3:GetObject') }));
      const attached = send(
        new AttachRolePolicyCommand({ RoleName: 'attached', PolicyArn: arnOf(`p${at}`) }),
      );
      if (at < 10) await attached;
      else
        await expect(attached).rejects.toMatchObject(
          failure('LimitExceededException', 409, 'Cannot exceed quota for PoliciesPerRole: 10'),
        );
    }
    const list = await send(new ListAttachedRolePoliciesCommand({ RoleName: 'attached', MaxItems: 2 }));
    expect(list).toMatchObject({
      AttachedPolicies: [{ PolicyName: 'p0', PolicyArn: arnOf('p0') }, { PolicyName: 'p1' }],
      IsTruncated: true,
    });
  });

  it('of AWS are there, and nobody can change them', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonHealthLakeReadOnlyAccess';
    const { Policy } = await send(new GetPolicyCommand({ PolicyArn }));
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonHealthLakeReadOnlyAccess.html
    expect(Policy).toMatchObject({ PolicyName: 'AmazonHealthLakeReadOnlyAccess', DefaultVersionId: 'v2' });
    const { PolicyVersion } = await send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    const { Statement } = JSON.parse(decodeURIComponent(PolicyVersion!.Document!)) as {
      Statement: [{ Action: string[] }];
    };
    expect(Statement[0].Action).toContain('healthlake:SearchWithGet');
    expect(Statement[0].Action).toHaveLength(14);
    const refused = failure('AccessDenied', 403);
    await expect(send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject(refused);
    await expect(
      send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow('s3:GetObject') })),
    ).rejects.toMatchObject(refused);
    await expect(
      send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'a', Value: 'b' }] })),
    ).rejects.toMatchObject(refused);
    expect((await send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual([]);
  });

  it('are listed: those of AWS, those of the account, and those in use', async () => {
    const names = async (input: object): Promise<string[]> => {
      const found: string[] = [];
      const pages = paginateListPolicies({ client: fixture.root, pageSize: 4 }, input);
      for await (const { Policies } of pages) found.push(...Policies!.map(({ PolicyName }) => PolicyName!));
      return found;
    };
    const own = [...Array.from({ length: 11 }, (_, at) => `p${at}`), 'shared'].sort();
    const aws = await names({ Scope: 'AWS' });
    expect(aws).toEqual([
      'AdministratorAccess',
      'AmazonHealthLakeFullAccess',
      'AmazonHealthLakeReadOnlyAccess',
      'AmazonS3FullAccess',
      'AmazonS3ReadOnlyAccess',
      'IAMFullAccess',
      'IAMReadOnlyAccess',
      'ReadOnlyAccess',
    ]);
    expect(await names({ Scope: 'Local' })).toEqual(own);
    expect(await names({})).toEqual([...aws, ...own]);
    expect(await names({ OnlyAttached: true })).toEqual(own.filter((name) => name !== 'p10'));
    expect(await names({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual(['shared']);
    expect(await names({ PathPrefix: '/team/' })).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['no JSON', { PolicyDocument: 'x' }, 'MalformedPolicyDocumentException'],
    ['a principal', { PolicyDocument: trust }, 'MalformedPolicyDocumentException'],
    ['6,145 characters', { PolicyDocument: allow('s3:GetObject', 6_145) }, 'LimitExceededException'],
    ['a path that does not end', { Path: '/a' }, 'ValidationError'],
    ['a taken name', { PolicyName: 'SHARED' }, 'EntityAlreadyExistsException'],
  ])('are refused with %s', async (_, more, name) => {
    const policy = { PolicyName: 'wrong', PolicyDocument: allow('s3:GetObject'), ...more };
    await expect(send(new CreatePolicyCommand(policy))).rejects.toMatchObject({ name });
  });

  test.each([
    ['not:an:arn:at:all:xx', 'InvalidInputException'],
    ['arn:aws:iam::000000000000:user/shared', 'InvalidInputException'],
    ['arn:aws:iam::111111111111:policy/shared', 'NoSuchEntityException'],
    ['arn:aws:iam::000000000000:policy/other/shared', 'NoSuchEntityException'],
    ['arn:aws:iam::000000000000:policy/SHARED', 'NoSuchEntityException'],
    ['arn:aws:iam::aws:policy/service-role/AdministratorAccess', 'NoSuchEntityException'],
  ])('are not found by %s', async (PolicyArn, name) => {
    await expect(send(new GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject({ name });
  });
});
