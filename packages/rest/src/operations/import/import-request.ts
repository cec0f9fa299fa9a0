import { WellspringError } from '@wellspring/errors';
import type { Issue } from '@wellspring/fhir';
import { parseS3Uri, s3Uri, type S3Location } from '@wellspring/jobs';
import { isStorableType } from '../../routing/storable-types.js';
import type { JsonBody } from '../json-body.js';

/** What a bulk import is of, or what is wrong with the request. */
export type ImportOrder =
  | {
      readonly ok: true;
      /** The bucket. */
      readonly inputS3Uri: string;
      /** Keys in it. */
      readonly inputs: readonly string[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** A manifest of more is better written as a folder, for StartFHIRImportJob. */
const MOST_INPUTS = 10_000;
const formats: ReadonlySet<unknown> = new Set([
  'application/fhir+ndjson',
  'application/ndjson',
  'application/x-ndjson',
  'ndjson',
  undefined,
]);

interface Manifest {
  readonly inputFormat?: unknown;
  readonly storageDetail?: unknown;
  readonly input?: unknown;
}

/** Reads the manifest of a bulk import, as it stands or as a Parameters resource. */
export function readImportRequest(body: JsonBody | undefined): ImportOrder {
  if (body === undefined)
    return refused('required', 'The request needs a body: the manifest of what to import');
  const manifest = body['resourceType'] === 'Parameters' ? fromParameters(body) : (body as Manifest);
  if (!formats.has(manifest.inputFormat))
    return refused('not-supported', 'inputFormat: application/fhir+ndjson is all that can be imported');
  const { input } = manifest;
  if (!Array.isArray(input) || input.length === 0)
    return refused('required', 'input: it must name at least one file, with its type and url');
  if (input.length > MOST_INPUTS)
    return refused('too-costly', `input: it has more than ${MOST_INPUTS} files`);
  const places: S3Location[] = [];
  for (const [index, each] of (input as readonly unknown[]).entries()) {
    const { type, url } = (typeof each === 'object' && each !== null ? each : {}) as Readonly<
      Record<string, unknown>
    >;
    const place = placeOf(url);
    if (typeof place === 'string') return refused('not-supported', `input[${index}].url: ${place}`);
    if (type !== undefined && (typeof type !== 'string' || !isStorableType(type)))
      return refused('not-supported', `input[${index}].type: it is no resource type here`);
    places.push(place);
  }
  const { bucket } = places[0]!;
  if (places.some((place) => place.bucket !== bucket))
    return refused('not-supported', 'input: the files of one import must lie in one bucket');
  return { ok: true, inputS3Uri: s3Uri(bucket, ''), inputs: places.map(({ key }) => key) };
}

/** Where a file is, or why it cannot be read. */
function placeOf(url: unknown): S3Location | string {
  if (typeof url !== 'string') return 'it is missing';
  if (/^https?:/i.test(url))
    return 'files are read from the object store (s3://bucket/key) only, not over HTTP; put them there first';
  try {
    const place = parseS3Uri(url);
    return /\.ndjson(?:\.gz)?$/i.test(place.key) ? place : 'it must name an .ndjson or .ndjson.gz file';
  } catch (error) {
    if (error instanceof WellspringError) return 'it must look like s3://bucket/key.ndjson';
    throw error;
  }
}

interface Parameter {
  readonly name?: unknown;
  readonly part?: unknown;
}

function fromParameters(body: JsonBody): Manifest {
  const parameters = listOf(body['parameter']);
  return {
    inputFormat: valueOf(parameters, 'inputFormat'),
    input: parameters
      .filter(({ name }) => name === 'input')
      .map(({ part }) => ({ type: valueOf(listOf(part), 'type'), url: valueOf(listOf(part), 'url') })),
  };
}

function listOf(value: unknown): readonly Parameter[] {
  return Array.isArray(value) ? (value as readonly Parameter[]) : [];
}

function valueOf(parameters: readonly Parameter[], name: string): unknown {
  const found = parameters.find((each) => each.name === name) ?? {};
  return Object.entries(found).find(([key]) => key.startsWith('value'))?.[1];
}

function refused(code: Issue['code'], diagnostics: string): ImportOrder {
  return { ok: false, issues: [{ severity: 'error', code, diagnostics }] };
}
