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

/** As Synthea writes them: each entry is posted, and refers to the others by their `urn:uuid`. */
function generatedBundles(count: number): readonly PatientBundle[] {
  const bundles: PatientBundle[] = [];
  let resources: (readonly [reference: string, json: string, type: string])[] = [];
  for (const resource of generate({ seed: 1, patients: count * 20 })) {
    const type = resource['resourceType'] as string;
    resources.push([`${type}/${resource['id'] as string}`, JSON.stringify(resource), type]);
    if (resources.length < generatedSize) continue;
    bundles.push({ json: bundleOf(resources), entries: resources.length });
    resources = [];
    if (bundles.length === count) break;
  }
  return bundles;
}

function bundleOf(resources: readonly (readonly [reference: string, json: string, type: string])[]): string {
  const fullUrls = new Map(
    resources.map(([reference]) => [reference, `urn:uuid:${reference.split('/')[1]!}`] as const),
  );
  const entries = resources.map(([reference, json, type]) => {
    // What the bundle does not hold keeps its reference: the store has it from the import.
    const linked = json.replace(
      /"reference":"([^"]+)"/g,
      (whole, target: string) => `"reference":"${fullUrls.get(target) ?? target}"`,
    );
    return `{"fullUrl":"${fullUrls.get(reference)!}","resource":${linked},"request":{"method":"POST","url":"${type}"}}`;
  });
  return `{"resourceType":"Bundle","type":"transaction","entry":[${entries.join(',')}]}`;
}
