export type { Issue } from './issue.js';
export type { JsonObject, JsonValue } from './json/json-value.js';
export type { ParsedResource } from './json/parsed-resource.js';
