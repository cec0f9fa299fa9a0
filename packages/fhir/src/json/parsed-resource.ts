import type { JsonObject } from './json-value.js';

/**
 * A resource read from outside: well-formed JSON, a known type, a valid id if it has one. Its
 * content is not validated yet.
 */
export interface ParsedResource {
  readonly type: string;
  /** The `id` in the body; absent where the body has none. */
  readonly id: string | undefined;
  /** The tree of `JSON.parse`: numbers are doubles, so it is for looking at, never for storing. */
  readonly tree: JsonObject;
  /**
   * The JSON to store, UTF-8: what the client sent, white space between tokens removed, every digit
   * of its decimals kept, beginning with `{"resourceType":"T","id":"I","meta":{...}` where meta has
   * neither versionId nor lastUpdated (they are spliced in on reading).
   */
  stored(id: string): Buffer;
}
