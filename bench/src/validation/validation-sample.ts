import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseResource, type JsonObject } from '@wellspring/fhir';
import { ndjsonLines } from '../search/ndjson-lines.js';

/** Resources that are parsed already. */
export interface ValidationSample {
  readonly trees: readonly JsonObject[];
  readonly bytes: number;
}

/** Every so-many-th resource of a folder, so that each type has its share. */
export async function validationSample(folder: string, wanted: number): Promise<ValidationSample> {
  const files = readdirSync(folder).filter((file) => /^[A-Z].*\.ndjson(\.gz)?$/.test(file));
  let total = 0;
  for (const file of files) for await (const line of ndjsonLines(join(folder, file))) total += line ? 1 : 0;
  const step = Math.max(1, total / wanted);
  const trees: JsonObject[] = [];
  let bytes = 0;
  let seen = 0;
  for (const file of files) {
    for await (const line of ndjsonLines(join(folder, file))) {
      if (seen++ < trees.length * step) continue;
      const outcome = parseResource(Buffer.from(line));
      if (!outcome.ok) continue;
      trees.push(outcome.resource.tree);
      bytes += Buffer.byteLength(line);
    }
  }
  return { trees, bytes };
}
