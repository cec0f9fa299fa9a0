/** A JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** The type of a resource. */
export function resourceType(resource: JsonObject): string {
  const { resourceType: type } = resource;
  if (typeof type !== 'string') throw new TypeError('This is no resource: it has no type');
  return type;
}
