import type { ObjectClient } from '@wellspring/objects';
import { JobFailure } from '../job-message.js';
import { asFolder, s3Uri, type S3Location } from '../s3-uri.js';

/** A file below the input of an import. */
export interface InputFile {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** Whether its name says NDJSON; other files are counted and left alone. */
  readonly isFhir: boolean;
}

/** Quotas on the input. */
export interface InputLimits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  readonly maxInputBytes: number;
}

// The logs of an import are NDJSON too. Where the output lies below the input they must not come in
// as resources the next time.
const IMPORT_OUTPUT = /(?:^|\/)[0-9a-f]{32}-FHIR_IMPORT-[0-9a-f]{32}\//;

/** Whether an object's name says that it holds resources, one a line. */
export function isFhirFile(key: string): boolean {
  return /\.ndjson(?:\.gz)?$/i.test(key);
}

/**
 * The input files of an import in the byte order of their keys: the one object that is named, or
 * everything below the folder, or those objects of its bucket that are named one by one.
 *
 * @throws JobFailure when nothing is there or a quota is exceeded
 */
export async function* listInput(
  objects: ObjectClient,
  input: S3Location,
  limits: InputLimits,
  keys?: readonly string[],
): AsyncGenerator<InputFile> {
  if (keys !== undefined) {
    yield* listNamed(objects, input.bucket, keys, limits);
    return;
  }
  const named = await namedObject(objects, input);
  if (named !== undefined) {
    if (!named.isFhir)
      throw new JobFailure(`${s3Uri(input.bucket, input.key)} is not an .ndjson or .ndjson.gz file`);
    yield within(limits, named);
    return;
  }
  const folder = asFolder(input.key);
  let files = 0;
  let bytes = 0;
  for await (const { key, size, etag } of objects.list(input.bucket, folder)) {
    // A folder made in a console is an empty object whose key ends with a slash.
    if (key.endsWith('/') || IMPORT_OUTPUT.test(key.slice(folder.length))) continue;
    const file = { key, size, etag, isFhir: isFhirFile(key) };
    if (file.isFhir) {
      files++;
      bytes += size;
      within(limits, file);
      if (files > limits.maxFiles) throw new JobFailure(`The input has more than ${limits.maxFiles} files`);
      if (bytes > limits.maxInputBytes)
        throw new JobFailure(`The input has more than ${limits.maxInputBytes} bytes`);
    }
    yield file;
  }
  if (files === 0)
    throw new JobFailure(`There is no .ndjson or .ndjson.gz file below ${s3Uri(input.bucket, folder)}`);
}

async function* listNamed(
  objects: ObjectClient,
  bucket: string,
  keys: readonly string[],
  limits: InputLimits,
): AsyncGenerator<InputFile> {
  const inOrder = [...new Set(keys)]
    .map((key) => Buffer.from(key))
    .sort((left, right) => left.compare(right));
  let bytes = 0;
  for (const key of inOrder) {
    const file = await namedObject(objects, { bucket, key: key.toString() });
    if (file?.isFhir !== true)
      throw new JobFailure(`${s3Uri(bucket, key.toString())} is no .ndjson or .ndjson.gz file that is there`);
    bytes += file.size;
    if (bytes > limits.maxInputBytes)
      throw new JobFailure(`The input has more than ${limits.maxInputBytes} bytes`);
    yield within(limits, file);
  }
}

async function namedObject(objects: ObjectClient, input: S3Location): Promise<InputFile | undefined> {
  if (input.key === '' || input.key.endsWith('/')) return undefined;
  for await (const { key, size, etag } of objects.list(input.bucket, input.key)) {
    // The key itself is the first in byte order of all that begin with it.
    return key === input.key ? { key, size, etag, isFhir: isFhirFile(key) } : undefined;
  }
  return undefined;
}

function within(limits: InputLimits, file: InputFile): InputFile {
  if (file.size > limits.maxFileBytes)
    throw new JobFailure(`${file.key} has more than ${limits.maxFileBytes} bytes`);
  return file;
}
