import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';

/** The objects that a path of names leads to, through arrays. */
export function objectsAt(object: JsonObject, path: readonly string[]): readonly JsonObject[] {
  return path.reduce<readonly JsonObject[]>(
    (objects, name) =>
      objects.flatMap((each) => {
        const member = each[name];
        return (Array.isArray(member) ? (member as readonly JsonValue[]) : [member]).filter(isObject);
      }),
    [object],
  );
}
