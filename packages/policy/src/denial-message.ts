import type { AccessRequest, Principal } from './context.js';
import type { Decision } from './evaluate.js';

/**
 * Says who may not do what to which resource, and why, as AWS words it.
 *
 * @param named what the resource is called, where its ARN would tell more than who asks has said
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * @example
 * // User: arn:aws:iam::000000000000:user/ada is not authorized to perform: healthlake:ReadResource on resource:
 * // arn:aws:healthlake:... because no identity-based policy allows the healthlake:ReadResource action
 */
export function denialMessage(
  { principal, action, resource }: AccessRequest,
  decision: Extract<Decision, { allowed: false }>,
  named: string = resource,
): string {
  const where = named === '*' ? '' : ` on resource: ${named}`;
  const why =
    decision.kind === 'explicit-deny'
      ? `with an explicit deny in ${article(decision.source)} ${decision.source}`
      : `because no ${decision.source} allows the ${action} action`;
  return `User: ${nameOf(principal)} is not authorized to perform: ${action}${where} ${why}`;
}

function nameOf(principal: Principal): string {
  switch (principal.kind) {
    case 'user':
    case 'session':
    case 'root':
      return principal.arn;
    case 'service':
      return principal.service;
    case 'web-identity':
      return `${principal.provider}:${principal.clientId}:${principal.subject}`;
    case 'anonymous':
      return 'Anonymous';
    default:
      return principal satisfies never;
  }
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}
