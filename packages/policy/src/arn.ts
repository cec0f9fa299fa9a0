import { matchesPattern, type PatternPart } from './pattern.js';

const colon = ':';

/** The six components of a pattern of ARNs; undefined where it is none. */
export function arnParts(pattern: readonly PatternPart[]): readonly (readonly PatternPart[])[] | undefined {
  const parts: PatternPart[][] = [[]];
  for (const each of pattern) {
    if (typeof each === 'object' && each.character === colon && parts.length < 6) parts.push([]);
    else parts.at(-1)!.push(each);
  }
  return parts.length === 6 ? parts : undefined;
}

/** Of patterns that are kept with their policies; `undefined` is kept, too. */
const known = new WeakMap<readonly PatternPart[], ReturnType<typeof arnParts>>();

function partsOf(pattern: readonly PatternPart[]): ReturnType<typeof arnParts> {
  if (!known.has(pattern)) known.set(pattern, arnParts(pattern));
  return known.get(pattern);
}

/**
 * Whether an ARN is what a pattern stands for: each of its six components by itself, so that a wildcard in one
 * does not reach into the next (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
 */
export function matchesArn(pattern: readonly PatternPart[], arn: string): boolean {
  const parts = partsOf(pattern);
  if (parts === undefined) return false;
  const pieces = arn.split(colon);
  if (pieces.length < 6) return false;
  const components = [...pieces.slice(0, 5), pieces.slice(5).join(colon)];
  return parts.every((part, place) => matchesPattern(part, components[place]!));
}

/** Whether a resource is what an element of Resource stands for; `*` is every resource, also none in particular. */
export function matchesResource(pattern: readonly PatternPart[], resource: string): boolean {
  if (pattern.length === 1 && pattern[0] === 'any') return true;
  return matchesArn(pattern, resource);
}
