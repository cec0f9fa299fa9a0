import { afterAll, beforeAll, expect, it } from 'vitest';
import { startUnderTest, type ProgramUnderTest } from '../testing/program-under-test.js';

let program: ProgramUnderTest;
beforeAll(async () => {
  program = await startUnderTest();
});
afterAll(() => program.remove());

it('streams changes over the wire, and ends with the program', async () => {
  const url = program.fhirUrl(await program.createStore());
  const response = await program.fetchFhir(`${url}$changes`, { headers: { accept: 'text/event-stream' } });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ]);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const readUntil = async (part: string): Promise<void> => {
    while (!text.includes(part)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`the stream ended: ${text}`);
      text += value;
    }
  };
  await readUntil('retry: ');
  const created = await program.fetchFhir(`${url}Patient/p1`, {
    method: 'PUT',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Patient', id: 'p1' }),
  });
  expect(created.status).toBe(201);
  await readUntil('"url":"Patient/p1"');
  const stopped = program.stop();
  while (!(await reader.read()).done);
  await stopped;
});
