import type { ElementNode } from '../../fhirpath/evaluation/element-node.js';
import { resourceNode } from '../../fhirpath/evaluation/node-children.js';
import { isOfType } from '../../fhirpath/evaluation/node-type.js';
import { referenceType } from '../../fhirpath/reference-type.js';
import { isObject } from '../../json/json-kind.js';
import type { TargetLink, TargetRule } from '../compiled-profile.js';
import type { CheckRun } from './check-run.js';
import { reportUnknown } from './check-profiles.js';
import { firstFault } from './meets-profile.js';
import { resolveReference, type ResolvedResource } from './resolve-reference.js';

/** Checks what a reference leads to: its type, as far as the data tell, and its profile where it is at hand. */
export function checkTarget(run: CheckRun, { targets, aggregation }: TargetRule, node: ElementNode): void {
  const { value } = node;
  if (!isObject(value)) return;
  const url = value['reference'];
  if (typeof url === 'string') checkAggregation(run, aggregation, url);
  if (targets.length === 0) return;
  const resolved = resolveReference(value, run.context);
  const type =
    resolved === undefined
      ? referenceType(value, run.context.rootResource)
      : (resolved.resource['resourceType'] as string | undefined);
  if (type === undefined) return;
  const ofType = targets.filter((target) => target.type === undefined || isTypeOf(type, target.type));
  if (ofType.length === 0) {
    const allowed = targets.map((target) => target.type ?? target.canonical);
    run.add(
      'structure',
      'reference-target',
      `refers to ${type}, but has to refer to ${[...new Set(allowed)].slice(0, 20).join(' or ')}`,
    );
    return;
  }
  if (resolved !== undefined) checkResolved(run, resolved, ofType);
}

function isTypeOf(type: string, target: string): boolean {
  return type === target || target === 'Resource' || target === 'DomainResource';
}

/** The resource is at hand, so it has to meet one of the profiles. */
function checkResolved(run: CheckRun, resolved: ResolvedResource, targets: readonly TargetLink[]): void {
  if (targets.some(({ isType }) => isType)) return;
  const node = resourceNode(resolved.resource);
  let first: string | undefined;
  for (const target of targets) {
    const profile = target.profile();
    if (profile === undefined) {
      reportUnknown(run, target);
      return;
    }
    if (!isOfType(node, profile.type)) continue;
    let fault: string | undefined;
    run.inResource(resolved.context, resolved.path, () => {
      fault = firstFault(run, node, profile)?.diagnostics;
    });
    if (fault === undefined) return;
    first ??= fault;
  }
  if (first !== undefined)
    run.add('structure', 'profile-not-met', `refers to a resource that does not meet its profile: ${first}`);
}

/** https://hl7.org/fhir/R4/valueset-resource-aggregation-mode.html */
function checkAggregation(run: CheckRun, aggregation: readonly string[], url: string): void {
  if (aggregation.length === 0) return;
  const isContained = url.startsWith('#');
  const isBundled =
    run.context.bundle !== undefined && resolveReference(url, run.context) !== undefined && !isContained;
  const isAllowed =
    (isContained && aggregation.includes('contained')) ||
    (isBundled && aggregation.includes('bundled')) ||
    (!isContained && aggregation.includes('referenced'));
  if (isAllowed) return;
  // Whether it is in a Bundle cannot be told outside of one.
  if (!isContained && run.context.bundle === undefined && aggregation.includes('bundled')) return;
  run.add('structure', 'reference-target', `has to refer to what is ${aggregation.join(' or ')}`);
}
