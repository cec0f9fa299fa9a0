import type { Shape } from '../query-protocol/xml-answer.js';
import { awsManagedPolicyById } from '../managed-policies/aws-managed-policies.js';
import type { AwsManagedPolicy } from '../managed-policies/aws-managed-policy.js';
import type { AccessKey } from '../tables/access-keys.js';
import type { AttachedPolicy, PolicyUse } from '../tables/attachments.js';
import type { Entity, Tag } from '../tables/entity.js';
import type { PolicyVersion } from '../tables/policy-versions.js';
import { awsPolicyArn, boundaryArn, entityArn, managedPolicyArn } from './arns.js';

/** A shape with members, so that callers can add some. */
export type Members = Readonly<Record<string, Shape>>;

/**
 * "Policies returned by this operation are URL-encoded compliant with RFC 3986"
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html).
 */
export function encodedDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function tagShapes(tags: readonly Tag[]): Shape {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

/** Lists leave tags and boundaries out, as IAM's do. */
export type Detail = 'whole' | 'listed';

export function userShape(accountId: string, user: Entity, detail: Detail = 'whole'): Members {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: entityArn(accountId, user),
    CreateDate: user.created,
    ...(detail === 'whole' && bounded(accountId, user)),
  };
}

export function groupShape(accountId: string, group: Entity): Members {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: entityArn(accountId, group),
    CreateDate: group.created,
  };
}

export function roleShape(accountId: string, role: Entity, detail: Detail = 'whole'): Members {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: entityArn(accountId, role),
    CreateDate: role.created,
    AssumeRolePolicyDocument: encodedDocument(role.trust!),
    Description: role.description ?? undefined,
    MaxSessionDuration: role.maxSessionSeconds!,
    ...(detail === 'whole' && bounded(accountId, role)),
  };
}

function bounded(accountId: string, entity: Entity): Members {
  const boundary = boundaryArn(accountId, entity);
  return {
    PermissionsBoundary: boundary === undefined ? undefined : boundaryShape(boundary),
    Tags: entity.tags.length === 0 ? undefined : tagShapes(entity.tags),
  };
}

function boundaryShape(arn: string): Members {
  return { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn };
}

export function policyShape(
  accountId: string,
  policy: Entity,
  use: PolicyUse | undefined,
  detail: Detail = 'whole',
): Members {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: entityArn(accountId, policy),
    Path: policy.path,
    DefaultVersionId: `v${policy.defaultVersion!}`,
    ...useMembers(use),
    CreateDate: policy.created,
    UpdateDate: policy.updated!,
    ...(detail === 'whole' && {
      Description: policy.description ?? undefined,
      Tags: policy.tags.length === 0 ? undefined : tagShapes(policy.tags),
    }),
  };
}

export function awsPolicyShape(
  policy: AwsManagedPolicy,
  use: PolicyUse | undefined,
  detail: Detail = 'whole',
): Members {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: awsPolicyArn(policy.name),
    Path: '/',
    DefaultVersionId: `v${policy.version}`,
    ...useMembers(use),
    CreateDate: new Date(policy.created),
    UpdateDate: new Date(policy.updated),
    ...(detail === 'whole' && { Description: policy.description }),
  };
}

function useMembers(use: PolicyUse | undefined): Members {
  return {
    AttachmentCount: use?.attached ?? 0,
    PermissionsBoundaryUsageCount: use?.bounded ?? 0,
    IsAttachable: true,
  };
}

export function versionShape(
  { version, document, created }: PolicyVersion,
  defaultVersion: number,
  withDocument: boolean,
): Members {
  return {
    ...(withDocument && { Document: encodedDocument(document) }),
    VersionId: `v${version}`,
    IsDefaultVersion: version === defaultVersion,
    CreateDate: created,
  };
}

/** AWS's policies are kept in their newest version alone. */
export function awsVersion(policy: AwsManagedPolicy): PolicyVersion {
  return { version: policy.version, document: policy.document, created: new Date(policy.updated) };
}

export function accessKeyShape({ userName, id, isActive, created }: AccessKey): Members {
  return {
    UserName: userName,
    AccessKeyId: id,
    Status: isActive ? 'Active' : 'Inactive',
    CreateDate: created,
  };
}

export function attachedPolicyName(policy: AttachedPolicy): string {
  return policy.name ?? awsManagedPolicyById(policy.id)?.name ?? policy.id;
}

export function attachedPolicyShape(accountId: string, policy: AttachedPolicy): Members {
  return { PolicyName: attachedPolicyName(policy), PolicyArn: managedPolicyArn(accountId, policy) };
}
