import type { ExportFigures } from '../export/measured-export.js';
import type { ImportFigures } from '../import/measured-import.js';
import type { RestResult } from '../rest/measured-class.js';
import type { Used } from '../server-meter.js';
import type { MissingRow, SuiteRow } from './suite-run.js';

type UsedPart = Pick<SuiteRow, 'serverSeconds' | 'databaseSeconds' | 'peakMemory' | 'disk' | 'log'>;

function usedPart(used: Used | undefined): UsedPart {
  if (used === undefined) return {};
  const { server, database, peakMemory, disk, log } = used;
  return { serverSeconds: server, databaseSeconds: database, peakMemory, disk, log };
}

export function importRow({ resources, failed, resourcesPerSecond, used }: ImportFigures): SuiteRow {
  return {
    name: 'import',
    unit: 'resources',
    units: resources,
    perSecond: resourcesPerSecond,
    attempts: resources + failed,
    errors: failed,
    ...usedPart(used),
  };
}

export function exportRow({ resources, resourcesPerSecond, used }: ExportFigures): SuiteRow {
  return {
    name: 'export',
    unit: 'resources',
    units: resources,
    perSecond: resourcesPerSecond,
    attempts: resources,
    errors: 0,
    ...usedPart(used),
  };
}

/** What of a class is counted: its requests, the resources that it sends, or those that it gets. */
export type Counted = 'requests' | 'sent' | 'found';

/** @param generators processes that sent the load */
export function classRow(
  name: string,
  result: RestResult,
  counted: Counted,
  generators: number,
): SuiteRow | MissingRow {
  if (!result.available) return { name, missing: result.reason };
  const { load, used, clients, warmUp } = result;
  const units =
    counted === 'requests'
      ? load.perSecond * load.seconds
      : counted === 'sent'
        ? load.resources
        : load.perSecond * load.seconds * load.hits;
  const generatorSeconds = (load.generatorMicroseconds * load.requests) / 1e6;
  return {
    name,
    unit: counted === 'requests' ? 'requests' : 'resources',
    units: Math.round(units),
    perSecond: units / load.seconds,
    clients,
    p50: load.p50,
    p99: load.p99,
    attempts: load.requests + warmUp.requests,
    errors: load.errors,
    ...(load.firstError !== undefined && { firstError: load.firstError }),
    generatorSeconds,
    generatorShare: generatorSeconds / load.seconds / generators,
    ...usedPart(used),
  };
}

/** What another server does not do at all has no figures: it shows its words in their place. */
export function rowOrRefusal(row: SuiteRow | MissingRow): SuiteRow | MissingRow {
  if ('missing' in row || row.attempts === 0 || row.errors < row.attempts) return row;
  return {
    name: row.name,
    missing: `none of ${row.attempts} requests was done: ${(row.firstError ?? '').slice(0, 200)}`,
  };
}
