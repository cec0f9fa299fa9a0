import { awsManagedPolicyById } from '../managed-policies/aws-managed-policies.js';
import type { Entity, EntityKind } from '../tables/entity.js';

/** @example entityArn('000000000000', { kind: 'user', path: '/clinic/', name: 'ada' }) */
export function entityArn(accountId: string, entity: Pick<Entity, 'kind' | 'path' | 'name'>): string {
  return `arn:aws:iam::${accountId}:${entity.kind}${entity.path}${entity.name}`;
}

export function awsPolicyArn(name: string): string {
  return `arn:aws:iam::aws:policy/${name}`;
}

/** The ARN of a managed policy that a row refers to: one of AWS's has an id alone. */
export function managedPolicyArn(
  accountId: string,
  policy: { readonly id: string; readonly path: string | null; readonly name: string | null },
): string {
  const { id, path, name } = policy;
  if (path !== null && name !== null) return entityArn(accountId, { kind: 'policy', path, name });
  return awsPolicyArn(awsManagedPolicyById(id)?.name ?? id);
}

export function boundaryArn(accountId: string, entity: Entity): string | undefined {
  const { boundary: id, boundaryPath: path, boundaryName: name } = entity;
  return id === null ? undefined : managedPolicyArn(accountId, { id, path, name });
}

/** CloudTrail's names of what an ARN is of. */
export function resourceType(arn: string): string {
  const kind = /^arn:aws:iam::[^:]*:(\w+)/.exec(arn)?.[1] as EntityKind | 'root' | undefined;
  switch (kind) {
    case 'user':
      return 'AWS::IAM::User';
    case 'group':
      return 'AWS::IAM::Group';
    case 'role':
      return 'AWS::IAM::Role';
    case 'policy':
      return 'AWS::IAM::Policy';
    case 'root':
    case undefined:
      return 'AWS::IAM::Account';
    default:
      return kind satisfies never;
  }
}
