import { rewriteLinks, type ParsedResource, type ReadEntry } from '@wellspring/fhir';
import type { Change, ChangeOutcome, FailedExpectation, WriteUnit } from '@wellspring/store';
import { bundle, type BundleEntry } from '../bundle/bundle.js';
import { ANSWER_BYTES } from '../bundle/bundle-limits.js';
import { EntryFailure } from '../bundle/entry-failure.js';
import { entryResponse } from '../bundle/entry-response.js';
import type { Exchange } from '../interactions/exchange.js';
import type { Perform } from '../interactions/perform.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { issuesHeader } from '../validation/validation-level.js';
import { isConditionalReference, resolveReferences, type PendingWrite } from './conditional-references.js';
import { fullUrlsOf, linksOf, type NamedEntry } from './full-urls.js';
import { planTransaction, type PlannedStep } from './plan.js';
import { nameOf, resolveSteps, type ResolvedStep, type WriteStep } from './resolve-steps.js';
import { writtenEntry } from './written-entry.js';

/** Does something more in the same unit of work, just before it is committed. */
export type InTransaction = (unit: WriteUnit, response: FhirResponse) => Promise<void>;

/**
 * Carries out all entries or none (https://hl7.org/fhir/R4/http.html#transaction): deletes first, then
 * creates, updates and reads, whatever the order they stand in; the answers are in that order again.
 */
export async function transaction(
  exchange: Exchange,
  entries: readonly ReadEntry[],
  perform: Perform,
  inTransaction?: InTransaction,
): Promise<FhirResponse> {
  try {
    const steps = await planTransaction(exchange, entries);
    // Between two reads another transaction may be committed: neither may show a half of it.
    const snapshot = inTransaction === undefined && steps.every(({ kind }) => kind === 'read');
    return await exchange.store.transaction(
      async (unit) => {
        const response = await carriedOut(exchange, steps, unit, perform);
        await inTransaction?.(unit, response);
        return response;
      },
      { snapshot },
    );
  } catch (error) {
    if (error instanceof EntryFailure) return error.response();
    throw error;
  }
}

async function carriedOut(
  exchange: Exchange,
  planned: readonly PlannedStep[],
  unit: WriteUnit,
  perform: Perform,
): Promise<FhirResponse> {
  const names = planned.flatMap((step) =>
    'condition' in step && step.condition !== undefined ? [step.condition.name] : [],
  );
  if (names.length > 0) await unit.lock(names);
  const steps = await resolveSteps(exchange, planned);
  const writes = await linkedWrites(exchange, steps);

  const changes: (Change & { readonly index: number })[] = [
    ...steps.flatMap((step) => (step.kind === 'delete' ? [step] : [])),
    ...writes.map(({ index, method, key, resource, expected }) => ({
      index,
      kind: method,
      resource,
      id: key.id,
      expected,
    })),
  ];
  const report = await unit.write(changes);
  if (!report.written) throw failureOf(report.failed, changes, steps);
  const outcomes = new Map(report.outcomes.map((outcome, at) => [changes[at]!.index, outcome]));
  const written = new Map(writes.map((write) => [write.index, write]));

  const answers: BundleEntry[] = [];
  let bytes = 0;
  for (const step of steps) {
    const answer = await answerTo(exchange, step, outcomes, written, unit, perform);
    bytes += answer.resource?.length ?? 0;
    if (bytes > ANSWER_BYTES)
      throw EntryFailure.of(step.index, 'too-costly', 'The answers are larger than a Bundle may be');
    answers.push(answer);
  }
  const body = bundle({ type: 'transaction-response', links: [], entries: answers });
  return { status: 200, headers: writes.some(({ notes }) => notes.marked) ? issuesHeader : {}, body };
}

/** Without spreads: a member behind one costs V8 of Node 20 a microsecond or two. */
function withResource(step: WriteStep, resource: ParsedResource): WriteStep {
  const { index, fullUrl, kind, method, key, notes, expected, conditional } = step;
  return { index, fullUrl, kind, method, key, resource, notes, expected, conditional };
}

/** The resources to write, with the links between entries replaced. */
async function linkedWrites(
  exchange: Exchange,
  steps: readonly ResolvedStep[],
): Promise<readonly WriteStep[]> {
  const named: NamedEntry[] = [];
  for (const step of steps) {
    const { index, fullUrl } = step;
    if (step.kind === 'found')
      named.push({ index, fullUrl, key: step.key, version: step.version?.version, resource: undefined });
    if (step.kind === 'write') {
      const { key, resource, method } = step;
      named.push({ index, fullUrl, key, version: method === 'create' ? 1 : undefined, resource });
    }
  }
  const targets = fullUrlsOf(named);
  const pending = steps.flatMap((step): readonly PendingWrite[] => {
    if (step.kind !== 'write') return [];
    const references = new Set<string>();
    const links = linksOf(targets, step.fullUrl);
    const resource = rewriteLinks(step.resource, (link, type) => {
      const target = links(link, type);
      if (target === undefined && type === 'reference' && isConditionalReference(link)) references.add(link);
      return target;
    });
    return [{ write: resource === step.resource ? step : withResource(step, resource), references }];
  });
  const gone = new Set(steps.flatMap((step) => (step.kind === 'delete' ? [nameOf(step.key)] : [])));
  return resolveReferences(exchange, pending, gone);
}

function failureOf(
  failed: readonly FailedExpectation[],
  changes: readonly { readonly index: number }[],
  steps: readonly ResolvedStep[],
): EntryFailure {
  const [first] = failed
    .map((each) => ({ ...each, entry: changes[each.index]!.index }))
    .sort((a, b) => a.entry - b.entry);
  if (first === undefined) throw new Error('Nothing was written, and nothing says why');
  const step = steps[first.entry]!;
  const name = 'key' in step ? nameOf(step.key) : '';
  const state =
    first.current === undefined ? 'there is no current version' : `the current version is ${first.current}`;
  if (first.expected === 'if-match')
    return EntryFailure.of(first.entry, 'version-conflict', `${name}: ${state}`);
  return step.kind === 'write' && step.conditional
    ? EntryFailure.of(
        first.entry,
        'conditional-id-conflict',
        `Nothing meets the condition, and ${name} is another resource`,
      )
    : EntryFailure.of(first.entry, 'resource-exists', `${name} is there: ${state}`);
}

async function answerTo(
  exchange: Exchange,
  step: ResolvedStep,
  outcomes: ReadonlyMap<number, ChangeOutcome>,
  written: ReadonlyMap<number, WriteStep>,
  unit: WriteUnit,
  perform: Perform,
): Promise<BundleEntry> {
  switch (step.kind) {
    case 'write':
    case 'delete':
      return writtenEntry(exchange, outcomes.get(step.index)!, written.get(step.index));
    case 'found': {
      const { type, id } = step.key;
      const version = step.version ?? (await unit.store.read(type, id));
      if (version === undefined) throw new Error('What a condition found is not there');
      return writtenEntry(exchange, { outcome: 'unchanged', version });
    }
    case 'nothing':
      return { rest: { response: { status: '204' } } };
    case 'read': {
      const { interaction, exchange: own } = step.request;
      const answer = await perform(interaction, { ...own, store: unit.store });
      if (answer.status >= 400) throw EntryFailure.answered(step.index, answer);
      return entryResponse(answer, { interaction, base: exchange.base });
    }
    default:
      return step satisfies never;
  }
}
