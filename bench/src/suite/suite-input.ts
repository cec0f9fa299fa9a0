import { join } from 'node:path';
import { inputSource } from '../generated-input.js';
import { syntheaFolder } from '../program-commands.js';
import { checkSource } from '../search/loaded-store.js';
import { copyInput, copyOf, inputFilesOf } from '../search/copy-input.js';
import { ndjsonLines } from '../search/ndjson-lines.js';
import { cutInput } from './cut-input.js';

/** What a store is loaded from. */
export interface SuiteInput {
  /** The folders to import. */
  readonly folders: readonly string[];
  /** The data that all of the whole copies are copies of: what requests are made from. */
  readonly source: string;
  readonly copies: number;
}

/** Data that stores of any size are made of. */
export interface SuiteData {
  readonly folder: string;
  readonly name: string;
  readonly resources: number;
}

/** About what a generated patient has. */
const resourcesPerPatient = 33;
/** About what Synthea's data beside a checkout has; larger stores are made of copies. */
const mostGenerated = 130_000;
/** A size that is missed by less is met. */
const tolerance = 0.02;

/**
 * The data: the folder where it is there, else generated for stores of this size, into the scratch folder.
 *
 * @param resources of the largest store
 */
export async function suiteData(data: string, resources: number, scratch: string): Promise<SuiteData> {
  const patients = Math.ceil(Math.min(resources, mostGenerated) / resourcesPerPatient);
  const folder = inputSource(data, patients, scratch);
  checkSource(scratch, folder);
  let count = 0;
  for (const file of inputFilesOf(folder)) for await (const line of ndjsonLines(file)) count += line ? 1 : 0;
  if (count === 0) throw new Error(`${folder} holds no .ndjson or .ndjson.gz file with resources`);
  const name =
    folder !== data ? `${patients} generated patients` : data === syntheaFolder ? 'Synthea' : 'other data';
  return { folder, name: `${name}, ${count} resources, cut or copied`, resources: count };
}

/**
 * So many resources of the data: some of its patients, or copies with new ids, and of the last copy some patients.
 *
 * @param scratch takes the copies
 */
export async function suiteInput(
  { folder, resources: inData }: SuiteData,
  wanted: number,
  scratch: string,
): Promise<SuiteInput> {
  const copies = Math.max(1, Math.floor(wanted / inData + tolerance));
  const isCut = wanted < inData * (1 - tolerance);
  const source = isCut ? await cutInput(folder, join(scratch, `cut-${wanted}`), wanted) : folder;
  const place = join(scratch, `input-${wanted}`);
  const folders = [...(await copyInput(source, place, copies))];
  const rest = wanted - copies * inData;
  if (rest > wanted * tolerance) {
    const part = await cutInput(folder, join(scratch, `cut-${rest}`), rest);
    folders.push(await copyOf(part, place, copies));
  }
  return { folders, source, copies };
}
