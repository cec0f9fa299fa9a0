import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { generate } from '@wellspring/synthetic';

/** A transaction with all of a patient. */
export interface PatientBundle {
  readonly json: string;
  readonly entries: number;
}

/** Resources in a generated bundle, about what Synthea's have. */
const generatedSize = 300;

/** The transaction bundles of a folder, as Synthea writes them; where there is none, generated ones. */
export function patientBundles(folder: string, generated: number): readonly PatientBundle[] {
  return existsSync(folder) ? syntheaBundles(folder) : generatedBundles(generated);
}

function syntheaBundles(folder: string): readonly PatientBundle[] {
  return readdirSync(folder)
    .filter((name) => /\.json(\.gz)?$/.test(name))
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      const json = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      const { entry } = JSON.parse(json) as { entry: readonly unknown[] };
      return { json, entries: entry.length };
    });
}

function generatedBundles(count: number): readonly PatientBundle[] {
  const bundles: PatientBundle[] = [];
  let entries: unknown[] = [];
  for (const resource of generate({ seed: 1, patients: count * 20 })) {
    const url = `${resource['resourceType'] as string}/${resource['id'] as string}`;
    entries.push({ fullUrl: `http://bench.example/${url}`, resource, request: { method: 'PUT', url } });
    if (entries.length < generatedSize) continue;
    bundles.push({
      json: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: entries }),
      entries: entries.length,
    });
    entries = [];
    if (bundles.length === count) break;
  }
  return bundles;
}
