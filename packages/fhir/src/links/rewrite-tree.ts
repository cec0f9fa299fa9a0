import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { linkMembers, type LinkMember } from './link-structure.js';
import { rewriteNarrative } from './rewrite-narrative.js';
import type { LinkTarget } from './link-target.js';

/**
 * Replaces the links in the tree of a resource. What holds none that is replaced is shared with the tree that was given,
 * which stays as it is: the tree itself where nothing was.
 */
export function rewriteTree(tree: JsonObject, type: string, target: LinkTarget): JsonObject {
  return rewriteObject(tree, linkMembers(type), target);
}

function rewriteObject(
  object: JsonObject,
  members: ReadonlyMap<string, LinkMember>,
  target: LinkTarget,
): JsonObject {
  let copy: Record<string, JsonValue | undefined> | undefined;
  for (const key in object) {
    const member = members.get(key);
    if (member === undefined) continue;
    const value = object[key]!;
    const rewritten = rewriteValue(value, member, target);
    if (rewritten !== value) (copy ??= { ...object })[key] = rewritten;
  }
  return copy ?? object;
}

function rewriteValue(value: JsonValue, member: LinkMember, target: LinkTarget): JsonValue {
  if (typeof value === 'string') return member.kind === 'link' ? rewriteLink(value, member, target) : value;
  if (Array.isArray(value)) return rewriteItems(value as readonly JsonValue[], member, target);
  if (!isObject(value)) return value;
  switch (member.kind) {
    case 'link':
      return value;
    case 'complex':
      return rewriteObject(value, linkMembers(member.structure), target);
    case 'resource': {
      const { resourceType } = value;
      return typeof resourceType === 'string' ? rewriteTree(value, resourceType, target) : value;
    }
    default:
      return member satisfies never;
  }
}

function rewriteItems(items: readonly JsonValue[], member: LinkMember, target: LinkTarget): JsonValue {
  let copy: JsonValue[] | undefined;
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const rewritten = rewriteValue(item, member, target);
    if (rewritten !== item) (copy ??= items.slice())[at] = rewritten;
  }
  return copy ?? items;
}

function rewriteLink(
  link: string,
  { link: type }: Extract<LinkMember, { kind: 'link' }>,
  target: LinkTarget,
): string {
  return type === 'narrative'
    ? rewriteNarrative(link, (each) => target(each, 'narrative'))
    : (target(link, type) ?? link);
}
