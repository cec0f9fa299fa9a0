import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBucket } from './commands/job-places.js';
import { runImport } from './commands/run-import.js';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

let program: ProgramUnderTest;

beforeAll(async () => {
  program = await startUnderTest();
});

afterAll(async () => {
  await program.remove();
});

/** The process id of the embedded database, as PostgreSQL itself notes it. */
function databasePid(): number {
  return Number(
    readFileSync(join(program.folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
}

describe('a database that goes away and returns', () => {
  it('is answered with 503 meanwhile; an import goes on and loses nothing', async () => {
    const storeId = await program.createStore('outage');
    const base = program.fhirUrl(storeId);
    const bucket = 'outage';
    await ensureBucket(program.connection.s3, bucket);
    const lines = Array.from(
      { length: 20_000 },
      (_, at) => `{"resourceType":"Patient","id":"p${String(at)}","name":[{"family":"Family${String(at)}"}]}`,
    );
    await program.connection.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'in/p.ndjson', Body: `${lines.join('\n')}\n` }),
    );
    let killed = false;
    const job = await runImport(program.connection, {
      storeId,
      input: { bucket, prefix: 'in/' },
      output: { bucket, prefix: 'log/' },
      onProgress: () => {
        if (killed) return;
        killed = true;
        process.kill(databasePid(), 'SIGKILL');
      },
    }).catch(async () => {
      // The control plane needs the database, too: what a client does then is to ask again.
      await sleep(3_000);
      return undefined;
    });
    expect(killed).toBe(true);
    let total = -1;
    for (let attempt = 0; attempt < 120 && total !== lines.length; attempt += 1) {
      const response = await program.fetchFhir(`${base}Patient?_total=accurate&_count=0`);
      if (response.status === 200) total = ((await response.json()) as { total: number }).total;
      else expect(response.status).toBe(503);
      await sleep(500);
    }
    expect(total).toBe(lines.length);
    if (job) expect(job.JobStatus).toBe('COMPLETED');
    const history = await program.fetchFhir(`${base}Patient/p19999/_history`);
    expect(((await history.json()) as { total: number }).total).toBe(1);
    expect((await fetch(`${program.endpoint}/readyz`)).status).toBe(200);
  }, 120_000);
});
