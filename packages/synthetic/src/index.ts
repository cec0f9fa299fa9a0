export { demoFiles, demoFolder, demoOptions } from './demo-data.js';
export { generate, type GenerateOptions } from './generate.js';
export type { JsonObject, JsonValue } from './json.js';
export { manifest, type Manifest } from './manifest.js';
