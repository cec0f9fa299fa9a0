import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { inputFilesOf } from '../search/copy-input.js';
import { ndjsonLines } from '../search/ndjson-lines.js';

const isPatient = /^\s*\{\s*"resourceType"\s*:\s*"Patient"/;
const ofPatient = /"(?:subject|patient)"\s*:\s*\{\s*"reference"\s*:\s*"Patient\/([^"/]+)"/;

/** Whose record a resource belongs to; undefined of what many share. */
export function patientOf(line: string): string | undefined {
  if (isPatient.test(line)) return (JSON.parse(line) as { readonly id: string }).id;
  return ofPatient.exec(line)?.[1];
}

/**
 * Writes the records of so many whole patients of a folder into another, with all that belongs to no patient, so that
 * there are about so many resources and their references resolve as before. A folder that is there is whole and kept.
 *
 * @returns the folder
 */
export async function cutInput(source: string, target: string, resources: number): Promise<string> {
  if (existsSync(target)) return target;
  const records = new Map<string, number>();
  let shared = 0;
  for (const file of inputFilesOf(source))
    for await (const line of ndjsonLines(file)) {
      const patient = patientOf(line);
      if (patient === undefined) shared += 1;
      else records.set(patient, (records.get(patient) ?? 0) + 1);
    }
  const chosen = new Set<string>();
  let count = shared;
  for (const [patient, size] of records) {
    // The nearest number, but at least one record.
    if (chosen.size > 0 && count + size / 2 > resources) break;
    chosen.add(patient);
    count += size;
  }
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const file of inputFilesOf(source))
    await pipeline(
      chosenLines(file, chosen),
      createGzip({ level: 1 }),
      createWriteStream(join(unfinished, `${basename(file).replace(/\.gz$/, '')}.gz`)),
    );
  renameSync(unfinished, target);
  return target;
}

async function* chosenLines(file: string, chosen: ReadonlySet<string>): AsyncGenerator<string> {
  for await (const line of ndjsonLines(file)) {
    const patient = patientOf(line);
    if (patient === undefined || chosen.has(patient)) yield `${line}\n`;
  }
}
