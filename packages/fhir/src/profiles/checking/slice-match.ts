import { ElementNode, type Item } from '../../fhirpath/evaluation/element-node.js';
import { addChildren, resourceNode } from '../../fhirpath/evaluation/node-children.js';
import { isOfType } from '../../fhirpath/evaluation/node-type.js';
import { isObject } from '../../json/json-kind.js';
import type { Slice, SlicePath, SliceTest } from '../compiled-profile.js';
import type { CheckRun } from './check-run.js';
import { checkValue } from './check-value.js';
import { codingsOf, isInCodes } from './codings.js';
import { isSameValue, meetsPattern } from './given-value.js';
import { meetsProfile } from './meets-profile.js';
import { resolveReference } from './resolve-reference.js';

/** The values at the end of a path; undefined where one leads out of what is at hand. */
export function valuesAt(
  run: CheckRun,
  node: ElementNode,
  path: SlicePath,
): readonly ElementNode[] | undefined {
  let nodes: ElementNode[] = [node];
  for (const step of path) {
    const next: Item[] = [];
    for (const each of nodes) {
      switch (step.kind) {
        case 'child':
          addChildren(each, step.name, next);
          break;
        case 'extension': {
          const extensions: Item[] = [];
          addChildren(each, 'extension', extensions);
          next.push(
            ...extensions.filter(
              (item) => item instanceof ElementNode && isObject(item.value) && item.value['url'] === step.url,
            ),
          );
          break;
        }
        case 'type':
          if (isOfType(each, step.type)) next.push(each);
          break;
        case 'resolve': {
          const resolved = resolveReference(each.value, run.context);
          if (resolved === undefined) return undefined;
          next.push(resourceNode(resolved.resource));
          break;
        }
        default:
          step satisfies never;
      }
    }
    nodes = next as ElementNode[];
  }
  return nodes;
}

/** Whether a type is one of those named; Resource and DomainResource name any resource. */
export function isOneOf(node: ElementNode, types: ReadonlySet<string>): boolean {
  if (types.has(node.type)) return true;
  for (const type of types) if (isOfType(node, type)) return true;
  return false;
}

function some(
  nodes: readonly ElementNode[],
  holds: (node: ElementNode) => boolean | undefined,
): boolean | undefined {
  let isUnknown = false;
  for (const node of nodes) {
    const found = holds(node);
    if (found === true) return true;
    if (found === undefined) isUnknown = true;
  }
  return isUnknown ? undefined : false;
}

function passes(run: CheckRun, node: ElementNode, test: SliceTest, index: number): boolean | undefined {
  if (test.kind === 'unknown') return undefined;
  if (test.kind === 'position') return test.index === index;
  const nodes = valuesAt(run, node, test.path);
  if (nodes === undefined) return undefined;
  switch (test.kind) {
    case 'fixed':
      return nodes.some(({ value }) => isSameValue(value, test.given.value));
    case 'pattern':
      return nodes.some(({ value }) => meetsPattern(value, test.given.value));
    case 'codes':
      return some(nodes, (each) => isInCodes(codingsOf(each), test.codes, each.type));
    case 'exists':
      return nodes.length > 0 === test.exists;
    case 'types':
      return nodes.some((each) => isOneOf(each, test.types));
    case 'rules':
      return nodes.some((each) =>
        run.holds(() => {
          checkValue(run, test.value, each);
        }),
      );
    case 'profiles':
      return some(nodes, (each) => meetsProfile(run, each, test.profiles));
    default:
      return test satisfies never;
  }
}

/** Whether a value belongs to a slice; undefined where that cannot be told. */
export function belongsTo(
  run: CheckRun,
  node: ElementNode,
  slice: Slice,
  index: number,
): boolean | undefined {
  let isUnknown = false;
  for (const test of slice.tests) {
    const found = passes(run, node, test, index);
    if (found === false) return false;
    if (found === undefined) isUnknown = true;
  }
  return isUnknown ? undefined : true;
}
