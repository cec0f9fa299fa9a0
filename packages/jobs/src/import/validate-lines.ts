import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient } from '@wellspring/database';
import {
  storableResource,
  type ParsedResource,
  type ResourceValidator,
  type ValidationLevel,
  type Verdict,
} from '@wellspring/fhir';
import {
  notStorable,
  readLines,
  refusedLine,
  type ReadLines,
  type RefusedLine,
  type ResourceLine,
} from './read-lines.js';
import type { LineBatch } from './line-batcher.js';

/** What lines are validated by where their structure is not all. */
export interface LineValidation {
  readonly level: Exclude<ValidationLevel, 'structure-only'>;
  readonly validator: ResourceValidator;
  /** How long a line is tried again while the database is away, in ms. */
  readonly retryMs: number;
}

/**
 * Reads the lines of a batch as `readLines` does, and validates each resource by all that holds in its data store.
 *
 * @param validation undefined: their structure is all
 */
export async function readValidLines(
  batch: LineBatch,
  validation: LineValidation | undefined,
  onServerError: (error: unknown) => void,
): Promise<ReadLines> {
  if (validation === undefined) return readLines(batch, onServerError);
  const read = readLines(batch, onServerError, () => []);
  const resources: ResourceLine[] = [];
  const refused: RefusedLine[] = [...read.refused];
  for (const line of read.resources) {
    const outcome = await validated(line, validation, onServerError);
    if ('log' in outcome) refused.push(outcome);
    else resources.push(outcome);
  }
  refused.sort((left, right) => left.line - right.line);
  return { resources, refused };
}

async function validated(
  line: ResourceLine,
  validation: LineValidation,
  onServerError: (error: unknown) => void,
): Promise<ResourceLine | RefusedLine> {
  const { resource } = line;
  const verdict = await verdictOf(resource, validation, onServerError);
  if (verdict === undefined) return refusedLine(line.line, [notStorable], 500);
  const { issues } = verdict;
  const storable = storableResource(resource, verdict, validation.level);
  if (storable === undefined) return refusedLine(line.line, issues, 400);
  return storable.marked ? { ...line, resource: storable.resource, marked: issues } : line;
}

/** Undefined: a fault of ours, which costs the line it meets, not the job. */
async function verdictOf(
  { tree }: ParsedResource,
  { level, validator, retryMs }: LineValidation,
  onServerError: (error: unknown) => void,
): Promise<Verdict | undefined> {
  const deadline = Date.now() + retryMs;
  for (let pause = 50; ; pause = Math.min(pause * 2, 2000)) {
    try {
      return await validator.check(tree, { level });
    } catch (error) {
      if (isTransient(error)) {
        if (Date.now() > deadline) throw error;
        await sleep(pause);
        continue;
      }
      onServerError(error);
      return undefined;
    }
  }
}
