import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@wellspring/database';
import { operationOutcome, type ParsedResource } from '@wellspring/fhir';
import type { BulkBatch, BulkResult, BulkWriter } from '@wellspring/store';
import { fenceJob } from '../queue/job-claim.js';
import { identityNumber } from './identity-number.js';
import { markedLogLine, packLog, successLogLine } from './import-log.js';
import type { LineBatch } from './line-batcher.js';
import { findRange, insertRange, type RangeCounts } from './range-table.js';
import { notStorable, refusedLine, resourceOf, type RefusedLine, type ResourceLine } from './read-lines.js';
import { insertSpan } from './span-table.js';
import { readValidLines, type LineValidation } from './validate-lines.js';
import { UnstorableLines, writeFailure } from './write-failure.js';

/** Lines of a file that are stored in one transaction. */
interface Part {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly endOffset: number;
  readonly resources: readonly WaitingLine[];
  readonly refused: readonly RefusedLine[];
  /** The rows of the resources; undefined where they have to be made first. */
  readonly prepared: BulkBatch | undefined;
}

/**
 * What is kept of a line until it is written. Its parsed tree takes ten times its text, and outlives what is collected
 * cheaply: where it is needed once more, in the rarest of cases, it is parsed once more.
 */
interface WaitingLine extends Pick<ResourceLine, 'line' | 'offset' | 'text' | 'marked'> {
  /** Where it is not what the text says: with marks. */
  readonly resource: ParsedResource | undefined;
}

/** A batch that is read and extracted, ready to be written. */
export interface ReadBatch {
  /** One number a resource, equal for equal identities. */
  readonly identities: Float64Array<ArrayBuffer>;
  /** Stores the lines, and that they are stored, in one transaction. */
  write(): Promise<RangeCounts>;
}

/** What reading and writing a batch needs. */
export interface BatchContext {
  readonly database: Database;
  readonly writer: BulkWriter;
  readonly jobId: string;
  readonly attempt: number;
  /** How long a batch is tried again while the database is away, in ms. */
  readonly retryMs: number;
  /** Absent: the structure of the lines is all that is validated. */
  readonly validation?: LineValidation | undefined;
  /** Told of every line that could not be stored, with the error as it came. */
  readonly onServerError: (error: unknown) => void;
}

/** Reads one batch of lines; `write()` stores it. */
export async function readBatch(
  context: BatchContext,
  ordinal: number,
  batch: LineBatch,
): Promise<ReadBatch> {
  const { identities, part } = await readPart(context, batch);
  return { identities, write: () => writePart(context, ordinal, part) };
}

/** Apart from `readBatch`, so that nothing that is kept there keeps the trees. */
async function readPart(
  { validation, writer, onServerError }: BatchContext,
  batch: LineBatch,
): Promise<{ readonly identities: Float64Array<ArrayBuffer>; readonly part: Part }> {
  const { firstLine, lastLine, endOffset } = batch;
  const { resources, refused } = await readValidLines(batch, validation, onServerError);
  const identities = new Float64Array(resources.length);
  for (const [index, { resource, id }] of resources.entries())
    identities[index] = identityNumber(resource.type, id);
  const waiting = resources.map(waitingLine);
  const prepared = tryPrepare(writer, resources.map(treeOf), waiting);
  return { identities, part: { firstLine, lastLine, endOffset, resources: waiting, refused, prepared } };
}

function waitingLine({ line, offset, text, marked, resource }: ResourceLine): WaitingLine {
  return marked === undefined
    ? { line, offset, text, resource: undefined }
    : { line, offset, text, marked, resource };
}

function treeOf({ resource }: ResourceLine): ParsedResource {
  return resource;
}

function treesAgain(lines: readonly WaitingLine[]): readonly ParsedResource[] {
  return lines.map(({ resource, text }) => resource ?? resourceOf(text));
}

/**
 * Writes one part: again after a pause while the database is away, for a bounded time; in halves
 * where something in it cannot be stored, down to the line at fault, which is logged and left out.
 */
async function writePart(context: BatchContext, ordinal: number, part: Part): Promise<RangeCounts> {
  const deadline = Date.now() + context.retryMs;
  let maybeStored = false;
  for (let pause = 50; ; pause = Math.min(pause * 2, 2000)) {
    try {
      if (maybeStored) {
        const stored = await findRange(context.database, context.jobId, ordinal, part.firstLine);
        if (stored?.lastLine === part.lastLine) return stored;
      }
      return await commitPart(context, ordinal, part);
    } catch (error) {
      switch (writeFailure(error)) {
        case 'transient':
        case 'stored':
          if (Date.now() > deadline) throw error;
          await sleep(pause);
          maybeStored = true;
          continue;
        case 'data':
          if (part.resources.length > 1) return await writeHalves(context, ordinal, part);
          if (part.resources.length === 0) throw error;
          context.onServerError(error);
          return await writePart(context, ordinal, refusing(part));
        case 'lease-lost':
        case 'other':
          throw error;
      }
    }
  }
}

async function commitPart(context: BatchContext, ordinal: number, part: Part): Promise<RangeCounts> {
  const { jobId, attempt, writer, database } = context;
  const counts = { ...refusedCounts(part), imported: 0, importedBytes: 0 };
  const range = {
    jobId,
    ordinal,
    firstLine: part.firstLine,
    lastLine: part.lastLine,
    endOffset: part.endOffset,
    failureLog: packLog(part.refused.map(({ log }) => log)),
  };
  if (part.resources.length === 0) {
    await database.transaction(async (client) => {
      await fenceJob(client, jobId, attempt);
      await insertRange(client, { ...range, ...counts, successLog: null });
    });
    return counts;
  }
  const stored: RangeCounts = {
    ...counts,
    imported: part.resources.length,
    importedBytes: part.resources.reduce((sum, { text }) => sum + text.length, 0),
  };
  const prepared = part.prepared ?? prepare(writer, treesAgain(part.resources), part.resources);
  await writer.write(prepared, async (client, results) => {
    await fenceJob(client, jobId, attempt);
    await insertSpan(client, jobId, results);
    await insertRange(client, { ...range, ...stored, successLog: packLog(successLog(part, results)) });
  });
  return stored;
}

function refusedCounts(part: Part): Pick<RangeCounts, 'scanned' | 'customerErrors' | 'serverErrors'> {
  const serverErrors = part.refused.filter(({ statusCode }) => statusCode === 500).length;
  return {
    scanned: part.resources.length + part.refused.length,
    customerErrors: part.refused.length - serverErrors,
    serverErrors,
  };
}

function successLog(part: Part, results: readonly BulkResult[]): string[] {
  return part.resources.map(({ line, marked }, index) => {
    const { type, id, version, created } = results[index]!;
    const log = successLogLine(line, type, id, version, created);
    return marked === undefined ? log : markedLogLine(log, operationOutcome(marked));
  });
}

async function writeHalves(context: BatchContext, ordinal: number, part: Part): Promise<RangeCounts> {
  const middle = part.resources[part.resources.length >> 1]!;
  const before = ({ line }: { readonly line: number }): boolean => line < middle.line;
  const after = ({ line }: { readonly line: number }): boolean => line >= middle.line;
  const left = await writePart(context, ordinal, {
    firstLine: part.firstLine,
    lastLine: middle.line - 1,
    endOffset: middle.offset,
    resources: part.resources.filter(before),
    refused: part.refused.filter(before),
    prepared: undefined,
  });
  const right = await writePart(context, ordinal, {
    firstLine: middle.line,
    lastLine: part.lastLine,
    endOffset: part.endOffset,
    resources: part.resources.filter(after),
    refused: part.refused.filter(after),
    prepared: undefined,
  });
  return {
    scanned: left.scanned + right.scanned,
    imported: left.imported + right.imported,
    importedBytes: left.importedBytes + right.importedBytes,
    customerErrors: left.customerErrors + right.customerErrors,
    serverErrors: left.serverErrors + right.serverErrors,
  };
}

/** The part with its only resource among the refused. */
function refusing(part: Part): Part {
  const refused = part.resources.map(({ line }) => refusedLine(line, [notStorable], 500));
  return {
    ...part,
    resources: [],
    refused: [...part.refused, ...refused].sort((left, right) => left.line - right.line),
    prepared: undefined,
  };
}

/** @param trees those of the lines */
function prepare(
  writer: BulkWriter,
  trees: readonly ParsedResource[],
  lines: readonly WaitingLine[],
): BulkBatch {
  try {
    return writer.prepare(trees, treesAgain.bind(undefined, lines));
  } catch (error) {
    throw new UnstorableLines('Index values cannot be extracted', { cause: error });
  }
}

/** Prepares a whole batch; where that fails, `writePart` finds the line at fault. */
function tryPrepare(
  writer: BulkWriter,
  trees: readonly ParsedResource[],
  lines: readonly WaitingLine[],
): BulkBatch | undefined {
  if (lines.length === 0) return undefined;
  try {
    return prepare(writer, trees, lines);
  } catch {
    return undefined;
  }
}
