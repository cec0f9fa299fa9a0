import type { Sealer } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type {
  AccessKeyIdentity,
  IdentityDirectory,
  RoleIdentity,
  UserIdentity,
} from '../identity-directory.js';
import { awsManagedPolicy, awsManagedPolicyById } from '../managed-policies/aws-managed-policies.js';
import { openSecret } from '../secret-access-key.js';
import type { PolicyDocument } from '@wellspring/policy';
import type { GenerationWatch } from './generation.js';
import { generationCache } from './generation-cache.js';
import { identityRows, type IdentityRow, type KeyRow } from './identity-rows.js';
import { policyTexts, type PolicyTexts } from './policy-texts.js';

export interface IdentityDirectoryOptions {
  /** Migrated by `migrateIam`. */
  readonly database: Pick<Database, 'prepared'>;
  readonly generation: GenerationWatch;
  readonly sealer: Sealer;
  readonly accountId: string;
}

type Kept = AccessKeyIdentity | UserIdentity | RoleIdentity | PolicyDocument;

/** Identities that are kept; also that there is none of an id, so that guessing costs a statement for each guess only. */
const KEPT = 10_000;
const accessKeyId = /^AKIA[A-Z2-7]{16}$/;
const policyArn = /^arn:aws:iam::(\d{12}|aws):policy(\/(?:[\x21-\x7e]*\/)?)([\w+=,.@-]{1,128})$/;
const roleArn = /^arn:aws:iam::(\d{12}):role(\/(?:[\x21-\x7e]*\/)?)([\w+=,.@-]{1,64})$/;

/** Reads identities from the tables, each once a generation. */
export function createIdentityDirectory(options: IdentityDirectoryOptions): IdentityDirectory {
  const { database, generation, sealer, accountId } = options;
  const rows = identityRows((text, values = []) => database.prepared(text, values));
  const texts = policyTexts();
  const cache = generationCache<Kept | undefined>(KEPT);
  /** `key` begins with what is asked for, so that one cache holds all kinds. */
  const kept = async <Value extends Kept>(
    key: string,
    load: () => Promise<Value | undefined>,
  ): Promise<Value | undefined> =>
    (await cache.get(await generation.current(), key, load)) as Value | undefined;

  const userOf = (row: IdentityRow | undefined): UserIdentity | undefined =>
    row && { ...policiesOf(row, texts), name: row.name, userId: row.id, arn: arnOf(row, accountId) };
  const roleOf = (row: IdentityRow | undefined): RoleIdentity | undefined =>
    row && {
      ...policiesOf(row, texts),
      name: row.name,
      roleId: row.id,
      arn: arnOf(row, accountId),
      trust: texts(row.trust!, 'trust'),
      maxSessionSeconds: row.maxSessionSeconds!,
    };
  const keyOf = (row: KeyRow | undefined): AccessKeyIdentity | undefined =>
    row && {
      accessKeyId: row.keyId,
      secretAccessKey: openSecret(sealer, row.keyId, row.secret),
      isActive: row.isActive,
      user: userOf(row)!,
    };

  return {
    async accessKey(id) {
      if (!accessKeyId.test(id)) return undefined;
      return kept(`key:${id}`, async () => keyOf(await rows.byKey(id)));
    },
    userById: (id) => kept(`user:${id}`, async () => userOf(await rows.byId('user', id))),
    roleById: (id) => kept(`role:${id}`, async () => roleOf(await rows.byId('role', id))),
    async roleByArn(arn) {
      const [, account, path, name] = roleArn.exec(arn) ?? [];
      if (account !== accountId) return undefined;
      return kept(`role:${arn}`, async () => roleOf(await rows.byName('role', name!, path!)));
    },
    async managedPolicy(arn) {
      const [, account, path, name] = policyArn.exec(arn) ?? [];
      if (account === 'aws') {
        const policy = path === '/' ? awsManagedPolicy(name!) : undefined;
        return policy && texts(policy.document, 'identity');
      }
      if (account !== accountId) return undefined;
      return kept(`policy:${arn}`, async () => {
        const document = await rows.policyDocument(name!, path!);
        return document === undefined ? undefined : texts(document, 'identity');
      });
    },
  };
}

function arnOf({ kind, path, name }: IdentityRow, accountId: string): string {
  return `arn:aws:iam::${accountId}:${kind}${path}${name}`;
}

function policiesOf(
  row: IdentityRow,
  texts: PolicyTexts,
): Pick<UserIdentity, 'identity' | 'boundary' | 'tags'> {
  const own = row.documents.map((text) => texts(text, 'identity'));
  const aws = row.awsPolicies.map((id) => texts(awsDocument(id), 'identity'));
  const boundary = row.boundary === null ? undefined : (row.boundaryDocument ?? awsDocument(row.boundary));
  return {
    identity: [...own, ...aws],
    boundary: boundary === undefined ? undefined : texts(boundary, 'identity'),
    tags: row.tags,
  };
}

/** A policy that a newer version of this program knows must not be taken for none: it may forbid something. */
function awsDocument(id: string): string {
  const policy = awsManagedPolicyById(id);
  if (!policy) throw new WellspringError('iam-policy-unreadable', 'A policy of the caller is not known here');
  return policy.document;
}
