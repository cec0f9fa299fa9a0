import { randomBytes } from 'node:crypto';
import { createSealer } from '@wellspring/access';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSessionTokens, type SessionOwner } from '../sts/session-token.js';
import { TestDirectory, testAccount, testPolicy, allowing, trusting } from '../testing/test-directory.js';
import { createCredentialSource } from './credential-source.js';

const root = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'the secret of the root' };
const keyId = 'AKIAEXAMPLEEXAMPLE22';
const tokens = createSessionTokens(createSealer(randomBytes(32)));
let now = Date.parse('2026-11-26T12:00:00Z');
let directory: TestDirectory;
let find: ReturnType<typeof createCredentialSource>;

beforeEach(() => {
  directory = new TestDirectory();
  const source = (rootKey = root) =>
    createCredentialSource({ root: rootKey, directory, tokens, accountId: testAccount, now: () => now });
  find = source();
  directory.addKey(keyId, directory.addUser('ada'));
});

describe('lasting credentials', () => {
  it('are the root, and keys of users', async () => {
    expect(await find(root.accessKeyId, undefined)).toEqual({
      secretAccessKey: root.secretAccessKey,
      identity: { kind: 'root', account: testAccount },
    });
    expect(await find(keyId, undefined)).toMatchObject({
      secretAccessKey: `secret of ${keyId}`,
      identity: { kind: 'user', name: 'ada', arn: 'arn:aws:iam::000000000000:user/ada' },
    });
  });

  it('are not there when they are inactive, unknown, or temporary ones without their token', async () => {
    directory.addKey('AKIAINACTIVE22222222', directory.users.get('AIDAADA')!, { isActive: false });
    const { accessKeyId } = tokens.issue({ kind: 'user', userId: 'AIDAADA' }, now, now + 1000);
    for (const id of ['AKIAINACTIVE22222222', 'AKIAUNKNOWN222222222', accessKeyId, ''])
      expect(await find(id, undefined)).toMatchObject({ code: 'unknown-access-key' });
  });

  it('take no session token, whosever it is', async () => {
    const { sessionToken } = tokens.issue({ kind: 'user', userId: 'AIDAADA' }, now, now + 1000);
    for (const id of [root.accessKeyId, keyId])
      expect(await find(id, sessionToken)).toMatchObject({ code: 'invalid-session-token' });
  });
});

describe('temporary credentials', () => {
  const role: SessionOwner = {
    kind: 'role',
    roleId: 'AROAREADER',
    sessionName: 'monday',
    bounds: {
      policy: JSON.stringify({ Version: '2012-10-17', Statement: allowing('s3:*') }),
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    },
    tags: { team: 'red' },
    transitiveTagKeys: ['team'],
    sourceIdentity: 'ada',
  };
  beforeEach(() => {
    directory.addRole('reader', trusting({ AWS: testAccount }));
  });

  it('are those of the role, the user, or the root that they were made for', async () => {
    const issued = tokens.issue(role, now, now + 1000);
    expect(await find(issued.accessKeyId, issued.sessionToken)).toEqual({
      secretAccessKey: issued.secretAccessKey,
      identity: {
        kind: 'role-session',
        account: testAccount,
        roleName: 'reader',
        roleId: 'AROAREADER',
        roleArn: 'arn:aws:iam::000000000000:role/reader',
        sessionName: 'monday',
        arn: 'arn:aws:sts::000000000000:assumed-role/reader/monday',
        temporary: { issuedAt: now, expiresAt: now + 1000 },
        bounds: {
          policies: [testPolicy(allowing('s3:*'))],
          policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
        },
        tags: { team: 'red' },
        transitiveTagKeys: ['team'],
        sourceIdentity: 'ada',
      },
    });
    const ofUser = tokens.issue({ kind: 'user', userId: 'AIDAADA' }, now, now + 1000);
    expect(await find(ofUser.accessKeyId, ofUser.sessionToken)).toMatchObject({
      identity: { kind: 'user', name: 'ada', temporary: { issuedAt: now } },
    });
    const ofRoot = tokens.issue({ kind: 'root', rootKeyId: root.accessKeyId }, now, now + 1000);
    expect(await find(ofRoot.accessKeyId, ofRoot.sessionToken)).toMatchObject({
      identity: { kind: 'root', temporary: { expiresAt: now + 1000 } },
    });
  });

  it('are good up to their last millisecond', async () => {
    const { accessKeyId, sessionToken } = tokens.issue(role, now, now + 1000);
    now += 999;
    expect(await find(accessKeyId, sessionToken)).toHaveProperty('identity');
    now += 1;
    expect(await find(accessKeyId, sessionToken)).toMatchObject({ code: 'expired-session-token' });
  });

  it('end with the role, also where one of the same name comes after it', async () => {
    const { accessKeyId, sessionToken } = tokens.issue(role, now, now + 1000);
    expect(await find(accessKeyId, sessionToken)).toHaveProperty('identity');
    directory.roles.clear();
    directory.addRole('reader', trusting({ AWS: testAccount }), { roleId: 'AROAANOTHER' });
    expect(await find(accessKeyId, sessionToken)).toMatchObject({ code: 'unknown-access-key' });
  });

  it('end with the user, and with the root credential', async () => {
    const ofUser = tokens.issue({ kind: 'user', userId: 'AIDAADA' }, now, now + 1000);
    directory.users.clear();
    expect(await find(ofUser.accessKeyId, ofUser.sessionToken)).toMatchObject({ code: 'unknown-access-key' });
    const ofOther = tokens.issue({ kind: 'root', rootKeyId: 'AKIAFORMERROOT222222' }, now, now + 1000);
    expect(await find(ofOther.accessKeyId, ofOther.sessionToken)).toMatchObject({
      code: 'unknown-access-key',
    });
  });

  it('cannot be mixed: token and access key id belong together', async () => {
    const one = tokens.issue(role, now, now + 1000);
    const other = tokens.issue({ kind: 'root', rootKeyId: root.accessKeyId }, now, now + 1000);
    expect(await find(one.accessKeyId, other.sessionToken)).toMatchObject({ code: 'invalid-session-token' });
    expect(await find(other.accessKeyId, one.sessionToken)).toMatchObject({ code: 'invalid-session-token' });
    expect(one.secretAccessKey).not.toBe(other.secretAccessKey);
  });

  it('cannot be invented, changed, or brought from elsewhere', async () => {
    const { accessKeyId, sessionToken } = tokens.issue(role, now, now + 1000);
    const foreign = createSessionTokens(createSealer(randomBytes(32))).issue(role, now, now + 1000);
    const flipped = (place: number) =>
      sessionToken.slice(0, place) +
      (sessionToken[place] === 'A' ? 'B' : 'A') +
      sessionToken.slice(place + 1);
    for (const token of [
      '',
      'token',
      foreign.sessionToken,
      `${sessionToken}A`,
      `${sessionToken}, ${sessionToken}`,
      sessionToken.slice(0, -1),
      flipped(0),
      flipped(30),
      flipped(sessionToken.length - 2),
      'A'.repeat(100_000),
    ])
      expect(await find(accessKeyId, token)).toMatchObject({ code: 'invalid-session-token' });
    expect(await find(foreign.accessKeyId, foreign.sessionToken)).toMatchObject({
      code: 'invalid-session-token',
    });
  });
});
