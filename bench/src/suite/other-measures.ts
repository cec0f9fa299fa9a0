import type { JsonObject } from '@wellspring/fhir';
import { accessCallers, measuredAccess } from '../access-cost/measured-access.js';
import { measuredAudit, type AuditFigures } from '../audit-cost/measured-audit.js';
import { percentile } from '../percentile.js';
import { measuredValidation, validationLevels, type Validation } from '../validation/measured-validation.js';
import { validationSample } from '../validation/validation-sample.js';
import type { SuiteRow } from './suite-run.js';

/** How much of each is done. */
export interface OtherAmounts {
  readonly validated: number;
  readonly accesses: number;
  readonly events: number;
  readonly passes: number;
}

/**
 * What does not depend on the size of a store, in this process: validation, what a request costs to be let in, and
 * what an event of the audit trail costs. The processor time of this process stands in the server's column; of several
 * passes it is the median one that is shown.
 */
export async function otherMeasures(
  source: string,
  amounts: OtherAmounts,
  wants: (name: string) => boolean,
  onRow: (row: SuiteRow) => void,
): Promise<readonly SuiteRow[]> {
  const rows: SuiteRow[] = [];
  const add = (row: SuiteRow): void => {
    rows.push(row);
    onRow(row);
  };
  if (wants('validation')) {
    const { trees } = await validationSample(source, amounts.validated);
    for (const [name, validate] of validationLevels)
      add(validationRow(`validation: ${name}`, validate, trees, amounts.passes));
  }
  if (wants('access'))
    for (const [who, credentials] of accessCallers)
      for (const kind of ['read', 'search', 'update'] as const) {
        const passes = await measuredAccess(kind, credentials, amounts.accesses, amounts.passes);
        const sorted = [...passes].sort((a, b) => a.microseconds - b.microseconds);
        const { microseconds, times } = sorted[Math.floor(sorted.length / 2)]!;
        add(ownRow(`access: ${who}, ${kind}`, 'requests', microseconds, times));
      }
  if (wants('audit')) {
    const { reads, changes, disk } = await measuredAudit(amounts.events, 32);
    const event = (name: string, { processor, times }: AuditFigures): SuiteRow => ({
      ...ownRow(name, 'requests', processor, times),
      disk: disk * times.length,
    });
    add(event('audit: event of a read', reads));
    add(event('audit: event of a change, 32 at a time', changes));
  }
  return rows;
}

function validationRow(
  name: string,
  validate: Validation,
  trees: readonly JsonObject[],
  passes: number,
): SuiteRow {
  // The first pass compiles types and warms the code.
  const [, ...measured] = measuredValidation(validate, trees, passes + 1);
  const sorted = [...measured].sort((a, b) => a.byProcessor - b.byProcessor);
  const { byProcessor, times } = sorted[Math.floor(sorted.length / 2)]!;
  return ownRow(name, 'resources', 1e6 / byProcessor, times);
}

/** A row of work on one core of this process. */
function ownRow(
  name: string,
  unit: SuiteRow['unit'],
  microseconds: number,
  times: ArrayLike<number>,
): SuiteRow {
  return {
    name,
    unit,
    units: times.length,
    perSecond: 1e6 / microseconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    attempts: times.length,
    errors: 0,
    serverSeconds: (microseconds * times.length) / 1e6,
  };
}
