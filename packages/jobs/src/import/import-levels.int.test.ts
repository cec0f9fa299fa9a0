import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { validationIssueUrl } from '@wellspring/fhir';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJobBench, ended, historyOf, importRequest, type JobBench } from '../testing/job-bench.js';
import { createMemoryObjects } from '../testing/memory-objects.js';

let server: TestDatabase;
let bench: JobBench;
beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' };
const lines = [
  { resourceType: 'Organization', id: 'good', text, name: 'A' },
  // org-1: neither a name nor an identifier.
  { resourceType: 'Organization', id: 'nameless', text },
  { resourceType: 'Organization', id: 'unknown', text, name: 'A', nonsense: 1 },
  { resourceType: 'Ghost', id: 'ghost' },
];
const idsIn = (log: string | undefined) =>
  (log ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { lineId: number }).lineId);

it.each<['strict' | 'structure-only' | 'minimal', number[], number[], number[]]>([
  ['structure-only', [1, 2], [], [3, 4]],
  ['strict', [1], [], [2, 3, 4]],
  ['minimal', [1], [2, 3], [4]],
])(
  'at %s',
  async (validationLevel, stored, marked, refused) => {
    const objects = createMemoryObjects('in-bucket', 'out-bucket');
    const content = lines.map((line) => JSON.stringify(line)).join('\n');
    objects.buckets.get('in-bucket')!.set('in/a.ndjson', Buffer.from(content));
    const store = await bench.newStore();
    const jobs = bench.jobs(objects);
    await jobs.run();
    const request = importRequest(store, 's3://in-bucket/in/', { validationLevel });
    const record = await ended(jobs, await jobs.startImport(request));
    await jobs.stop();
    expect(record.progress).toMatchObject({
      importedResources: stored.length + marked.length,
      customerErrors: refused.length,
      serverErrors: 0,
    });
    const folder = `logs/${store}-FHIR_IMPORT-${record.jobId}/`;
    const log = (kind: string) => objects.text('out-bucket', `${folder}${kind}/a.ndjson`);
    expect(idsIn(log('SUCCESS'))).toEqual(stored);
    expect(idsIn(log('SUCCESS_WITH_SEARCH_VALIDATION_FAILURES'))).toEqual(marked);
    expect(idsIn(log('FAILURE'))).toEqual(refused);
    if (marked.length === 0) return;
    const [version] = await historyOf((await bench.registry.open(store))!, 'Organization', 'nameless');
    expect(version).toMatchObject({ extension: [{ url: validationIssueUrl }] });
    expect(log('SUCCESS_WITH_SEARCH_VALIDATION_FAILURES')).toContain('"ValidationIssues":{');
  },
  120_000,
);
