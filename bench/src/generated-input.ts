import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '@wellspring/synthetic';
import { syntheaFolder } from './program-commands.js';

/** Writes made-up patients into a folder, one file a type, and returns the folder. */
export function generatedInput(folder: string, patients: number): string {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, number>();
  try {
    for (const resource of generate({ seed: 1, patients })) {
      const type = resource['resourceType'] as string;
      const file = files.get(type) ?? openSync(join(folder, `${type}.ndjson`), 'w');
      files.set(type, file);
      writeSync(file, `${JSON.stringify(resource)}\n`);
    }
  } finally {
    for (const file of files.values()) closeSync(file);
  }
  return folder;
}

/** The data itself: the folder that was named where it is there, else generated, once for each folder. */
export function inputSource(data: string, patients: number, folder: string): string {
  if (existsSync(data)) {
    console.log(`input: ${data === syntheaFolder ? 'Synthea' : data}`);
    return data;
  }
  console.log(`input: ${patients} generated patients`);
  const generated = join(folder, `generated-${patients}`);
  return existsSync(generated) ? generated : generatedInput(generated, patients);
}
