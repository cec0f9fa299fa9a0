import type { AwsManagedPolicy } from './aws-managed-policy.js';
import { commonPolicies } from './common-policies.js';
import { healthLakePolicies } from './health-lake-policies.js';

/** All of AWS's policies that are here, by name. */
export const awsManagedPolicies: readonly AwsManagedPolicy[] = [
  ...commonPolicies,
  ...healthLakePolicies,
].sort((a, b) => (a.name < b.name ? -1 : 1));

const byName = new Map(awsManagedPolicies.map((each) => [each.name, each]));
const byId = new Map(awsManagedPolicies.map((each) => [each.id, each]));

export function awsManagedPolicy(name: string): AwsManagedPolicy | undefined {
  return byName.get(name);
}

export function awsManagedPolicyById(id: string): AwsManagedPolicy | undefined {
  return byId.get(id);
}
