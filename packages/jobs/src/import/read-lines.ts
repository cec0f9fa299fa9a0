import {
  isError,
  operationOutcome,
  parseResource,
  validateResource,
  withoutMarks,
  type Issue,
  type JsonObject,
  type ParsedResource,
} from '@wellspring/fhir';
import { failureLogLine } from './import-log.js';
import type { LineBatch } from './line-batcher.js';

/** A line that holds a resource to store. */
export interface ResourceLine {
  readonly line: number;
  /** Where the line begins in the uncompressed file. */
  readonly offset: number;
  /** The line without the white space around it. */
  readonly text: Buffer;
  readonly resource: ParsedResource;
  readonly id: string;
  /** What is wrong with a resource that is stored all the same, marked. */
  readonly marked?: readonly Issue[];
}

/** A line that is refused, with its log line. */
export interface RefusedLine {
  readonly line: number;
  /** 400: because of what the line holds. 500: the server could not cope with it. */
  readonly statusCode: 400 | 500;
  readonly log: string;
}

/** What the lines of a batch hold. Blank lines are in neither list. */
export interface ReadLines {
  readonly resources: readonly ResourceLine[];
  readonly refused: readonly RefusedLine[];
}

/**
 * Reads the lines of a batch: each holds one resource with its id, or is refused with the issues
 * that an OperationOutcome tells its owner.
 *
 * @param onServerError told of a fault of this program that cost a line
 * @param validate what is wrong with a resource; default: with its structure
 */
export function readLines(
  batch: LineBatch,
  onServerError: (error: unknown) => void,
  validate: (tree: JsonObject) => readonly Issue[] = validateResource,
): ReadLines {
  const resources: ResourceLine[] = [];
  const refused: RefusedLine[] = [];
  if (batch.oversized !== undefined) {
    refused.push(refusedLine(batch.firstLine, [tooLong(batch.oversized)], 400));
    return { resources, refused };
  }
  const data = Buffer.from(batch.data.buffer, batch.data.byteOffset, batch.data.byteLength);
  const batchOffset = batch.endOffset - data.length;
  let line = batch.firstLine;
  for (let start = 0; start < data.length; line++) {
    const lineFeed = data.indexOf(0x0a, start);
    const end = lineFeed < 0 ? data.length : lineFeed;
    const text = trimmed(data, start, end, line === 1);
    const lineStart = start;
    start = end + 1;
    if (text.length === 0) continue;
    const read = readLine(text, validate, onServerError);
    if (read.ok) {
      const { resource, id } = read;
      resources.push({ line, offset: batchOffset + lineStart, text, resource, id });
    } else refused.push(refusedLine(line, read.issues, read.statusCode));
  }
  return { resources, refused };
}

type ReadLine =
  | { readonly ok: true; readonly resource: ParsedResource; readonly id: string }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly statusCode: 400 | 500 };

function readLine(
  text: Buffer,
  validate: (tree: JsonObject) => readonly Issue[],
  onServerError: (error: unknown) => void,
): ReadLine {
  try {
    const parsed = parseResource(text);
    if (!parsed.ok) return { ok: false, issues: parsed.issues, statusCode: 400 };
    const resource = withoutMarks(parsed.resource);
    if (resource.id === undefined) return { ok: false, issues: [missingId], statusCode: 400 };
    const issues = validate(resource.tree);
    return !issues.some(isError)
      ? { ok: true, resource, id: resource.id }
      : { ok: false, issues, statusCode: 400 };
  } catch (error) {
    // A fault of ours costs the line it meets, not the job.
    onServerError(error);
    return { ok: false, issues: [notStorable], statusCode: 500 };
  }
}

/** The resource of a line that was read before. */
export function resourceOf(text: Buffer): ParsedResource {
  const parsed = parseResource(text);
  if (!parsed.ok) throw new Error('A line that was read cannot be read again');
  return withoutMarks(parsed.resource);
}

/** A refused line with its log line. */
export function refusedLine(line: number, issues: readonly Issue[], statusCode: 400 | 500): RefusedLine {
  return { line, statusCode, log: failureLogLine(line, operationOutcome(issues), statusCode) };
}

/** What the owner of a line hears that the server fails on. */
export const notStorable: Issue = {
  severity: 'error',
  code: 'exception',
  diagnostics: 'The server could not store this resource',
};

const missingId: Issue = {
  severity: 'error',
  code: 'required',
  // The words of the service: https://docs.aws.amazon.com/healthlake/latest/devguide/troubleshooting.html
  diagnostics: 'Missing required id field in resource json',
};

function tooLong({ bytes, limit }: NonNullable<LineBatch['oversized']>): Issue {
  return {
    severity: 'error',
    code: 'too-long',
    diagnostics: `The line has ${bytes} bytes; an import takes lines of ${limit} bytes at most`,
  };
}

/** A line without the white space around it; the first line of a file also without a byte order mark. */
function trimmed(data: Buffer, from: number, to: number, isFirst: boolean): Buffer {
  let start = from;
  let end = to;
  if (isFirst && data[start] === 0xef && data[start + 1] === 0xbb && data[start + 2] === 0xbf) start += 3;
  while (start < end && isSpace(data[start]!)) start++;
  while (end > start && isSpace(data[end - 1]!)) end--;
  return data.subarray(start, Math.max(start, end));
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}
