import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteUserCommand,
  GetAccessKeyLastUsedCommand,
  GetGroupCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  paginateListUsers,
  PutUserPermissionsBoundaryCommand,
  DeleteUserPermissionsBoundaryCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
  UpdateGroupCommand,
  UpdateUserCommand,
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

/** As the SDK names an error, and the status it came with. */
function failure(name: string, status: number, message?: string) {
  return {
    name,
    ...(message !== undefined && { message }),
    $metadata: { httpStatusCode: status },
  };
}

describe('users', () => {
  it('are made, read, renamed and deleted', async () => {
    const before = Date.now();
    const { User } = await send(
      new CreateUserCommand({
        UserName: 'ada',
        Path: '/clinic/',
        Tags: [
          { Key: 'team', Value: 'red @ blue' },
          { Key: 'empty', Value: '' },
        ],
      }),
    );
    expect(User).toMatchObject({
      UserName: 'ada',
      Path: '/clinic/',
      Arn: 'arn:aws:iam::000000000000:user/clinic/ada',
      Tags: [
        { Key: 'empty', Value: '' },
        { Key: 'team', Value: 'red @ blue' },
      ],
    });
    expect(User!.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
    expect(Math.abs(User!.CreateDate!.getTime() - before)).toBeLessThan(10_000);
    expect(fixture.lastRecord()).toMatchObject({
      eventName: 'CreateUser',
      readOnly: false,
      resources: [{ arn: User!.Arn, type: 'AWS::IAM::User' }],
      requestParameters: { userName: 'ada', path: '/clinic/', 'tags.member.1.key': 'team' },
      responseElements: { user: { userName: 'ada', userId: User!.UserId } },
    });
    expect((await send(new GetUserCommand({ UserName: 'ada' }))).User).toEqual(User);

    await send(new UpdateUserCommand({ UserName: 'ada', NewUserName: 'Ada', NewPath: '/' }));
    const renamed = (await send(new GetUserCommand({ UserName: 'Ada' }))).User;
    expect(renamed).toMatchObject({ Arn: 'arn:aws:iam::000000000000:user/Ada', UserId: User!.UserId });
    await expect(send(new GetUserCommand({ UserName: 'ada' }))).rejects.toMatchObject(
      failure('NoSuchEntityException', 404, 'The user with name ada cannot be found.'),
    );

    await send(new DeleteUserCommand({ UserName: 'Ada' }));
    await expect(send(new DeleteUserCommand({ UserName: 'Ada' }))).rejects.toMatchObject(
      failure('NoSuchEntityException', 404),
    );
  });

  it('have names that are unique without regard to case', async () => {
    await send(new CreateUserCommand({ UserName: 'Grace' }));
    await send(new CreateUserCommand({ UserName: 'other' }));
    const taken = failure('EntityAlreadyExistsException', 409, 'User with name grace already exists.');
    await expect(send(new CreateUserCommand({ UserName: 'grace' }))).rejects.toMatchObject(taken);
    await expect(
      send(new UpdateUserCommand({ UserName: 'other', NewUserName: 'grace' })),
    ).rejects.toMatchObject(taken);
    await send(new DeleteUserCommand({ UserName: 'Grace' }));
    await send(new DeleteUserCommand({ UserName: 'other' }));
  });

  it('of which one made twice at once is made once', async () => {
    const made = await Promise.allSettled(
      Array.from({ length: 8 }, () => send(new CreateUserCommand({ UserName: 'once' }))),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await send(new DeleteUserCommand({ UserName: 'once' }));
  });

  test.each([
    [{ UserName: 'a b' }, 'regular expression pattern'],
    [{ UserName: 'x'.repeat(65) }, 'length less than or equal to 64'],
    [{ UserName: '' }, 'length greater than or equal to 1'],
    [{ UserName: 'a', Path: 'clinic' }, "at 'path'"],
    [{ UserName: 'a', Path: '/clinic' }, "at 'path'"],
    [{ UserName: 'a', Tags: [{ Key: '', Value: '' }] }, "at 'tags.1.member.key'"],
    [{ UserName: 'a', Tags: [{ Key: 'k', Value: '<' }] }, "at 'tags.1.member.value'"],
    [{ UserName: 'a', PermissionsBoundary: 'short' }, "at 'permissionsBoundary'"],
  ])('cannot be %j', async (input, message) => {
    await expect(send(new CreateUserCommand(input))).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message) as string,
    });
  });

  test.each([
    [[{ Key: 'aws:x', Value: '' }]],
    [
      [
        { Key: 'k', Value: '' },
        { Key: 'K', Value: '' },
      ],
    ],
  ])('cannot have the tags %j', async (Tags) => {
    await expect(send(new CreateUserCommand({ UserName: 'a', Tags }))).rejects.toMatchObject(
      failure('InvalidInputException', 400),
    );
  });

  it('are listed by name, page by page, those below a path alone', async () => {
    const names = Array.from({ length: 7 }, (_, at) => `listed-${at}`);
    for (const UserName of names) await send(new CreateUserCommand({ UserName, Path: '/listed/' }));
    await send(new CreateUserCommand({ UserName: 'listed-elsewhere' }));
    const found: string[] = [];
    const pages = paginateListUsers({ client: fixture.root, pageSize: 3 }, { PathPrefix: '/listed/' });
    let count = 0;
    for await (const { Users } of pages) {
      count++;
      found.push(...Users!.map(({ UserName }) => UserName!));
    }
    expect(found).toEqual(names);
    expect(count).toBe(3);
    const whole = await send(new ListUsersCommand({}));
    expect(whole.IsTruncated).toBe(false);
    expect(whole.Users!.map(({ UserName }) => UserName)).toEqual([...names, 'listed-elsewhere'].sort());
    await expect(send(new ListUsersCommand({ Marker: 'no marker!' }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
    await expect(send(new ListUsersCommand({ MaxItems: 1001 }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
    for (const UserName of [...names, 'listed-elsewhere']) await send(new DeleteUserCommand({ UserName }));
  });

  it('are tagged and untagged, fifty times at most', async () => {
    await send(new CreateUserCommand({ UserName: 'tagged' }));
    const many = Array.from({ length: 50 }, (_, at) => ({ Key: `k${at}`, Value: `v${at}` }));
    await send(new TagUserCommand({ UserName: 'tagged', Tags: many }));
    // A key that is there is replaced, however it is written.
    await send(new TagUserCommand({ UserName: 'tagged', Tags: [{ Key: 'K7', Value: 'new' }] }));
    await expect(
      send(new TagUserCommand({ UserName: 'tagged', Tags: [{ Key: 'more', Value: '' }] })),
    ).rejects.toMatchObject(failure('LimitExceededException', 409));
    const first = await send(new ListUserTagsCommand({ UserName: 'tagged', MaxItems: 1 }));
    expect(first).toMatchObject({ Tags: [{ Key: 'K7', Value: 'new' }], IsTruncated: true });
    await expect(
      send(new UntagUserCommand({ UserName: 'tagged', TagKeys: Array.from({ length: 51 }, () => 'k') })),
    ).rejects.toMatchObject({ name: 'ValidationError' });
    await send(new UntagUserCommand({ UserName: 'tagged', TagKeys: many.map(({ Key }) => Key) }));
    await send(new UntagUserCommand({ UserName: 'tagged', TagKeys: ['K7', 'absent'] }));
    expect((await send(new ListUserTagsCommand({ UserName: 'tagged' }))).Tags).toEqual([]);
    await send(new DeleteUserCommand({ UserName: 'tagged' }));
  });

  it('may have a boundary', async () => {
    const readOnly = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
    const { User } = await send(new CreateUserCommand({ UserName: 'bound', PermissionsBoundary: readOnly }));
    expect(User!.PermissionsBoundary).toEqual({
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: readOnly,
    });
    await send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'bound' }));
    await expect(send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'bound' }))).rejects.toMatchObject(
      failure('NoSuchEntityException', 404),
    );
    await expect(
      send(
        new PutUserPermissionsBoundaryCommand({
          UserName: 'bound',
          PermissionsBoundary: 'arn:aws:iam::aws:policy/NoSuchPolicy',
        }),
      ),
    ).rejects.toMatchObject(failure('NoSuchEntityException', 404));
    await send(new PutUserPermissionsBoundaryCommand({ UserName: 'bound', PermissionsBoundary: readOnly }));
    await send(new DeleteUserCommand({ UserName: 'bound' }));
  });

  it('are root and nobody else where no name is given', async () => {
    const { User } = await send(new GetUserCommand({}));
    expect(User).toMatchObject({ Arn: 'arn:aws:iam::000000000000:root', UserId: '000000000000' });
    await expect(send(new CreateAccessKeyCommand({}))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Must specify userName when calling with non-User credentials',
    });
  });
});

describe('access keys', () => {
  it('are two at most, work until they are inactive or gone, and show their secret once', async () => {
    await send(new CreateUserCommand({ UserName: 'keys' }));
    const first = (await send(new CreateAccessKeyCommand({ UserName: 'keys' }))).AccessKey!;
    expect(first).toMatchObject({ UserName: 'keys', Status: 'Active' });
    expect(first.AccessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(first.SecretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
    expect(JSON.stringify(fixture.lastRecord())).not.toContain(first.SecretAccessKey);
    expect(await fixture.iam.directory.accessKey(first.AccessKeyId!)).toMatchObject({
      secretAccessKey: first.SecretAccessKey,
      isActive: true,
    });
    const [row] = await fixture.database.query<{ secret: string }>(
      'SELECT secret FROM wellspring.iam_access_key WHERE id = $1',
      [first.AccessKeyId],
    );
    expect(row!.secret).not.toContain(first.SecretAccessKey!.slice(0, 8));

    const second = (await send(new CreateAccessKeyCommand({ UserName: 'keys' }))).AccessKey!;
    await expect(send(new CreateAccessKeyCommand({ UserName: 'keys' }))).rejects.toMatchObject(
      failure('LimitExceededException', 409, 'Cannot exceed quota for AccessKeysPerUser: 2'),
    );
    const update = { UserName: 'keys', AccessKeyId: first.AccessKeyId };
    await send(new UpdateAccessKeyCommand({ ...update, Status: 'Inactive' }));
    expect((await fixture.iam.directory.accessKey(first.AccessKeyId!))!.isActive).toBe(false);
    const listed = await send(new ListAccessKeysCommand({ UserName: 'keys' }));
    expect(Object.fromEntries(listed.AccessKeyMetadata!.map((key) => [key.AccessKeyId, key.Status]))).toEqual(
      { [first.AccessKeyId!]: 'Inactive', [second.AccessKeyId!]: 'Active' },
    );
    expect(JSON.stringify(listed)).not.toContain('Secret');
    await send(new UpdateAccessKeyCommand({ ...update, Status: 'Active' }));
    await expect(
      send(new UpdateAccessKeyCommand({ ...update, Status: 'Off' as 'Active' })),
    ).rejects.toMatchObject({ name: 'ValidationError' });

    expect(await send(new GetAccessKeyLastUsedCommand({ AccessKeyId: first.AccessKeyId }))).toMatchObject({
      UserName: 'keys',
      AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
    });
    await expect(send(new DeleteUserCommand({ UserName: 'keys' }))).rejects.toMatchObject(
      failure('DeleteConflictException', 409, 'Cannot delete entity, must delete access keys first.'),
    );
    await send(new CreateUserCommand({ UserName: 'thief' }));
    await expect(
      send(new DeleteAccessKeyCommand({ UserName: 'thief', AccessKeyId: first.AccessKeyId })),
    ).rejects.toMatchObject(failure('NoSuchEntityException', 404));
    for (const { AccessKeyId } of [first, second])
      await send(new DeleteAccessKeyCommand({ UserName: 'keys', AccessKeyId }));
    expect(await fixture.iam.directory.accessKey(first.AccessKeyId!)).toBeUndefined();
    await expect(
      send(new GetAccessKeyLastUsedCommand({ AccessKeyId: first.AccessKeyId })),
    ).rejects.toMatchObject(failure('NoSuchEntityException', 404));
    await send(new DeleteUserCommand({ UserName: 'keys' }));
    await send(new DeleteUserCommand({ UserName: 'thief' }));
  });

  it('are not three, however many ask at once', async () => {
    await send(new CreateUserCommand({ UserName: 'hasty' }));
    const made = await Promise.allSettled(
      Array.from({ length: 6 }, () => send(new CreateAccessKeyCommand({ UserName: 'hasty' }))),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });
});

describe('groups', () => {
  it('have members, and are deleted when they have none', async () => {
    const { Group } = await send(new CreateGroupCommand({ GroupName: 'staff', Path: '/clinic/' }));
    expect(Group).toMatchObject({
      GroupName: 'staff',
      Arn: 'arn:aws:iam::000000000000:group/clinic/staff',
      GroupId: expect.stringMatching(/^AGPA/) as string,
    });
    await send(new CreateUserCommand({ UserName: 'member' }));
    const membership = { GroupName: 'staff', UserName: 'member' };
    await send(new AddUserToGroupCommand(membership));
    await send(new AddUserToGroupCommand(membership));
    const read = await send(new GetGroupCommand({ GroupName: 'staff' }));
    expect(read.Users!.map(({ UserName }) => UserName)).toEqual(['member']);
    const { Groups } = await send(new ListGroupsForUserCommand({ UserName: 'member' }));
    expect(Groups).toEqual([Group]);
    await expect(send(new DeleteGroupCommand({ GroupName: 'staff' }))).rejects.toMatchObject(
      failure('DeleteConflictException', 409),
    );
    await expect(send(new DeleteUserCommand({ UserName: 'member' }))).rejects.toMatchObject(
      failure('DeleteConflictException', 409),
    );
    await send(new UpdateGroupCommand({ GroupName: 'staff', NewGroupName: 'people' }));
    await send(new RemoveUserFromGroupCommand({ ...membership, GroupName: 'people' }));
    expect((await send(new ListGroupsCommand({ PathPrefix: '/clinic/' }))).Groups).toMatchObject([
      { GroupName: 'people' },
    ]);
    await send(new DeleteGroupCommand({ GroupName: 'people' }));
    await send(new DeleteUserCommand({ UserName: 'member' }));
  });

  it('are ten at most for a user', async () => {
    await send(new CreateUserCommand({ UserName: 'popular' }));
    for (let at = 0; at < 11; at++) {
      await send(new CreateGroupCommand({ GroupName: `g${at}` }));
      const joined = send(new AddUserToGroupCommand({ GroupName: `g${at}`, UserName: 'popular' }));
      if (at < 10) await joined;
      else
        await expect(joined).rejects.toMatchObject(
          failure('LimitExceededException', 409, 'Cannot exceed quota for GroupsPerUser: 10'),
        );
    }
    await expect(
      send(new AddUserToGroupCommand({ GroupName: 'g0', UserName: 'nobody' })),
    ).rejects.toMatchObject(failure('NoSuchEntityException', 404));
  });
});

describe('a request', () => {
  test.each([
    ['Action=CreateUser&UserName=a', 400, 'InvalidAction'],
    ['Action=CreateLoginProfile&Version=2010-05-08', 400, 'InvalidAction'],
    ['Action=toString&Version=2010-05-08', 400, 'InvalidAction'],
    ['Version=2010-05-08', 400, 'MissingAction'],
    ['', 400, 'MissingAction'],
    ['Action=GetUser&Version=2010-05-08&UserName=a&UserName=b', 400, 'MalformedQueryString'],
    ['Action=CreateUser&Version=2010-05-08', 400, 'ValidationError'],
    ['Action=GetUser&Version=2010-05-08&UserName=nobody', 404, 'NoSuchEntity'],
    ['Action=ListUsers&Version=2010-05-08&MaxItems=many', 400, 'ValidationError'],
  ])('that is wrong is refused: %s', async (body, status, code) => {
    const answer = await fixture.post(body);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(`<Code>${code}</Code>`);
    expect(answer.body).toContain('<Type>Sender</Type>');
  });
});
