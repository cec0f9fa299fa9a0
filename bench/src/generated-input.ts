import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '@wellspring/synthetic';

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
