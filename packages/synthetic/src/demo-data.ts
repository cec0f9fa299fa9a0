import { fileURLToPath } from 'node:url';
import { resourceType } from './json.js';
import { generate, type GenerateOptions } from './generate.js';

/** What the demonstration data was made from. */
export const demoOptions: GenerateOptions = { seed: 1, patients: 50 };

/** The folder of the demonstration data: one `<type>.ndjson` for each type, made by `npm run data`. */
export const demoFolder = fileURLToPath(new URL('../data', import.meta.url));

/**
 * The files of the demonstration data by name (`Patient.ndjson`), a resource on each line.
 */
export function demoFiles(): ReadonlyMap<string, string> {
  const lines = new Map<string, string[]>();
  for (const resource of generate(demoOptions)) {
    const name = `${resourceType(resource)}.ndjson`;
    const list = lines.get(name) ?? [];
    list.push(`${JSON.stringify(resource)}\n`);
    lines.set(name, list);
  }
  return new Map([...lines].map(([name, list]) => [name, list.join('')]));
}
