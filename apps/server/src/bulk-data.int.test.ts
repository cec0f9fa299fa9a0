import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

let program: ProgramUnderTest;
let base: string;
beforeAll(async () => {
  program = await startUnderTest();
  base = program.fhirUrl(await program.createStore('bulk'));
  for (const id of ['anna', 'bob']) await put({ resourceType: 'Patient', id });
  await put({ resourceType: 'Device', id: 'scale' });
}, 120_000);
afterAll(() => program.remove());

const headers = { prefer: 'respond-async', accept: 'application/fhir+json' };

async function put(resource: { readonly resourceType: string; readonly id: string }): Promise<void> {
  const answer = await program.fetchFhir(`${base}${resource.resourceType}/${resource.id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(resource),
  });
  expect(answer.status).toBe(201);
}

async function over(status: string): Promise<Response> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await program.fetchFhir(status);
    if (answer.status !== 202) return answer;
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    await answer.arrayBuffer();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it goes on and on');
}

interface Manifest {
  readonly output: readonly { readonly type: string; readonly url: string; readonly count: number }[];
}

describe('bulk data over signed requests', () => {
  it('exports, lists, serves after a restart, and gives up', async () => {
    const accepted = await program.fetchFhir(`${base}Patient/$export`, { headers });
    expect(accepted.status).toBe(202);
    const status = accepted.headers.get('content-location')!;
    const done = await over(status);
    expect(done.status).toBe(200);
    expect(done.headers.get('content-type')).toBe('application/json');
    expect(Date.parse(done.headers.get('expires')!)).toBeGreaterThan(Date.now());
    const { output } = (await done.json()) as Manifest;
    expect(output.map(({ type, count }) => [type, count])).toEqual([['Patient', 2]]);

    const [{ url }] = output as [Manifest['output'][number]];
    const unsigned = await fetch(url);
    expect(unsigned.status).toBe(403);
    const head = await program.fetchFhir(url, { method: 'HEAD' });
    expect(head.status).toBe(200);

    const { port } = new URL(program.endpoint);
    await program.stop();
    program = await program.restart();
    const moved = (address: string) => address.replace(`:${port}/`, `:${new URL(program.endpoint).port}/`);
    base = moved(base);
    const file = await program.fetchFhir(moved(url), { headers: { accept: 'application/fhir+ndjson' } });
    expect(file.headers.get('content-type')).toBe('application/fhir+ndjson');
    const lines = (await file.text()).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['anna', 'bob']);

    const gone = await program.fetchFhir(moved(status), { method: 'DELETE' });
    expect(gone.status).toBe(202);
    expect((await program.fetchFhir(moved(status))).status).toBe(404);
    expect((await program.fetchFhir(moved(url))).status).toBe(404);
  }, 120_000);

  it('says so in the CapabilityStatement', async () => {
    interface Listing {
      readonly type?: string;
      readonly operation: readonly { readonly name: string; readonly definition: string }[];
    }
    const statement = (await (await program.fetchFhir(`${base}metadata`)).json()) as {
      readonly instantiates: readonly string[];
      readonly rest: readonly [Listing & { readonly resource: readonly Listing[] }];
    };
    expect(statement.instantiates).toContain('http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data');
    const [rest] = statement.rest;
    const exportsOf = (listing: Listing | undefined) =>
      listing?.operation
        .filter(({ name }) => name === 'export')
        .map(({ definition }) => definition.replace(/.*\//, ''));
    expect(exportsOf(rest)).toEqual(['export']);
    expect(exportsOf(rest.resource.find(({ type }) => type === 'Patient'))).toEqual(['patient-export']);
    expect(exportsOf(rest.resource.find(({ type }) => type === 'Group'))).toEqual(['group-export']);
  });
});
