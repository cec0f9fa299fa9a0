import { WellspringError } from '@wellspring/errors';
import { primitiveTypes } from '../../definitions/primitive-type.js';
import type { JsonObject } from '../../json/json-value.js';
import type { PatchValue } from '../patch.js';

/** `Date` to `date`: members have their types with a capital. */
const primitives: ReadonlyMap<string, string> = new Map(
  primitiveTypes.map((type) => [type.charAt(0).toUpperCase() + type.slice(1), type]),
);

/**
 * The value of an operation: `value[x]`, a resource, or parts, each with a value of its own.
 *
 * @param part of a valid Parameters resource
 * @throws WellspringError `malformed-patch`
 */
export function readPatchValue(part: JsonObject, at: string): PatchValue {
  const member = Object.keys(part)
    .find((key) => /^_?value./.test(key))
    ?.replace(/^_/, '');
  const { resource, part: parts } = part;
  if ([member, resource, parts].filter((form) => form !== undefined).length !== 1)
    throw new WellspringError(
      'malformed-patch',
      `${at}: a value has value[x], a resource or parts, one of them`,
    );
  if (member !== undefined) {
    const name = member.slice('value'.length);
    const type = primitives.get(name) ?? name;
    return { kind: 'typed', type, value: part[member], companion: part[`_${member}`] };
  }
  if (resource !== undefined) return { kind: 'resource', resource: resource as JsonObject };
  return {
    kind: 'parts',
    parts: (parts as readonly JsonObject[]).map((each) => ({
      name: each['name'] as string,
      value: readPatchValue(each, at),
    })),
  };
}
