import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoFolder } from '@wellspring/synthetic';

interface DemoResource {
  readonly resourceType: string;
  readonly id: string;
  readonly gender?: string;
  readonly birthDate?: string;
  readonly code?: { readonly coding?: readonly { readonly system?: string; readonly code?: string }[] };
  readonly subject?: { readonly reference?: string };
  readonly status?: string;
}

/** Every resource of the demo's files, read plainly: the counts to expect come from here. */
export function readDemoData(): readonly DemoResource[] {
  return readdirSync(demoFolder)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(join(demoFolder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DemoResource);
}

/** A search, and how many resources of the demo data it must find. */
export interface DemoSearch {
  readonly query: string;
  readonly expected: number;
}

/** A few searches of different kinds, each with its count worked out from the files by hand. */
export function demoSearches(data: readonly DemoResource[]): readonly DemoSearch[] {
  const ofType = (type: string) => data.filter((resource) => resource.resourceType === type);
  const hasCode = (resource: DemoResource, system: string, code: string): boolean =>
    resource.code?.coding?.some((coding) => coding.system === system && coding.code === code) ?? false;
  const heartRate = ofType('Observation').filter((o) => hasCode(o, 'http://loinc.org', '8867-4'));
  const someone = ofType('Patient')[0]!;
  return [
    {
      query: 'Patient?gender=female',
      expected: ofType('Patient').filter((p) => p.gender === 'female').length,
    },
    {
      query: 'Patient?birthdate=lt1980-01-01',
      expected: ofType('Patient').filter((p) => (p.birthDate ?? '9999') < '1980-01-01').length,
    },
    { query: 'Observation?code=http://loinc.org|8867-4', expected: heartRate.length },
    {
      query: `Observation?subject=Patient/${someone.id}&code=8867-4`,
      expected: heartRate.filter((o) => o.subject?.reference === `Patient/${someone.id}`).length,
    },
    {
      query: `Encounter?patient=${someone.id}`,
      expected: ofType('Encounter').filter((e) => e.subject?.reference === `Patient/${someone.id}`).length,
    },
    {
      query: 'DocumentReference?status=current',
      expected: ofType('DocumentReference').filter((d) => d.status === 'current').length,
    },
  ];
}

/** How many resources of each type the demo data has. */
export function countByType(data: readonly DemoResource[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { resourceType } of data) counts.set(resourceType, (counts.get(resourceType) ?? 0) + 1);
  return counts;
}
