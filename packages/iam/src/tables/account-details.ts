import type { AttachedPolicy } from './attachments.js';
import type { InlinePolicy } from './inline-policies.js';
import type { PolicyVersion } from './policy-versions.js';
import type { Rows } from './rows.js';

/** What entities have, by their ids: for a page of many at once. */
export interface AccountDetails {
  readonly inlinePolicies: ReadonlyMap<string, readonly InlinePolicy[]>;
  readonly attachedPolicies: ReadonlyMap<string, readonly AttachedPolicy[]>;
  /** Names of the groups of users. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Of policies, the newest first. */
  readonly versions: ReadonlyMap<string, readonly PolicyVersion[]>;
}

export async function accountDetails(rows: Rows, ids: readonly string[]): Promise<AccountDetails> {
  type Owned<T> = T & { readonly owner: string };
  const inline = await rows<Owned<InlinePolicy>>(
    `SELECT entity_id AS owner, name, document FROM wellspring.iam_inline_policy
     WHERE entity_id = ANY ($1::text[]) ORDER BY name`,
    [ids],
  );
  const attached = await rows<Owned<AttachedPolicy>>(
    `SELECT a.entity_id AS owner, a.policy_id AS id, p.path, p.name FROM wellspring.iam_attachment a
     LEFT JOIN wellspring.iam_entity p ON p.id = a.policy_id
     WHERE a.entity_id = ANY ($1::text[]) ORDER BY a.policy_id`,
    [ids],
  );
  const groups = await rows<Owned<{ name: string }>>(
    `SELECT m.user_id AS owner, g.name FROM wellspring.iam_member m
     JOIN wellspring.iam_entity g ON g.id = m.group_id WHERE m.user_id = ANY ($1::text[]) ORDER BY g.name`,
    [ids],
  );
  const versions = await rows<Owned<PolicyVersion>>(
    `SELECT policy_id AS owner, version, document, created FROM wellspring.iam_policy_version
     WHERE policy_id = ANY ($1::text[]) ORDER BY version DESC`,
    [ids],
  );
  return {
    inlinePolicies: byOwner(inline),
    attachedPolicies: byOwner(attached),
    groups: new Map([...byOwner(groups)].map(([owner, names]) => [owner, names.map(({ name }) => name)])),
    versions: byOwner(versions),
  };
}

function byOwner<T extends { readonly owner: string }>(all: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const each of all) {
    const own = found.get(each.owner);
    if (own) own.push(each);
    else found.set(each.owner, [each]);
  }
  return found;
}
