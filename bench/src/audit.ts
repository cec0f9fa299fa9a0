import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createAuditTrail, migrateAudit, type AuditedCall, type AuditTrail } from '@wellspring/audit';
import { connect, startEmbeddedPostgres } from '@wellspring/database';
import { newCallRecord } from '@wellspring/http';
import { machineLine } from './machine-line.js';

/**
 * `npm run bench:audit`: what an event of the audit trail costs, from the call to the block on disk: time of this
 * process's processor, and of the clock where many wait at the same time. On an embedded PostgreSQL as users have it,
 * fsync on.
 *
 * Options: `--events <n>` (40,000), `--at-once <n>` changes that wait at the same time (32).
 */
async function main({ events, atOnce }: { readonly events: number; readonly atOnce: number }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wellspring-bench-audit-'));
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres') });
  const database = connect({ url: postgres.url, max: 2 });
  try {
    await migrateAudit(postgres.url);
    const trail = createAuditTrail({
      database,
      secret: randomBytes(32),
      folder,
      accountId: '000000000000',
      region: 'us-east-1',
      searchValues: false,
      mostWaiting: 20_000,
      onTrouble: ({ what, error }) => {
        console.error(what, error);
      },
    });
    console.log(machineLine(folder));
    await run(trail, 4_000, atOnce, true);
    for (const changes of [false, true]) {
      const processor = process.cpuUsage();
      const started = performance.now();
      await run(trail, events, atOnce, changes);
      await trail.settled();
      const { user, system } = process.cpuUsage(processor);
      const name = changes ? `changes, ${atOnce} at a time` : 'reads';
      const clock = ((performance.now() - started) * 1000) / events;
      console.log(
        `${name}: ${((user + system) / events).toFixed(1)} us of the processor an event, ${clock.toFixed(1)} us of the clock`,
      );
    }
    const [size] = await database.query<{ readonly bytes: bigint; readonly events: bigint }>(
      `SELECT pg_total_relation_size('wellspring.audit_block') AS bytes, max(first + events) AS events FROM wellspring.audit_block`,
    );
    console.log(`${(Number(size!.bytes) / Number(size!.events)).toFixed(0)} bytes of disk an event`);
    await trail.stop();
  } finally {
    await database.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(trail: AuditTrail, events: number, atOnce: number, changes: boolean): Promise<void> {
  let left = events;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        await trail.record(madeUpCall(changes));
        // Reads wait for nobody; a request gives way to the others all the same.
        if (!changes && left % 64 === 0) await trail.settled();
      }
    }),
  );
}

function madeUpCall(changes: boolean): AuditedCall {
  const store = 'arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/0123456789abcdef0123456789abcdef';
  const record = newCallRecord();
  record.eventName = changes ? 'UpdateResource' : 'ReadResource';
  record.readOnly = !changes;
  record.resources.push({ arn: store, type: 'AWS::HealthLake::FHIRDatastore' });
  const id = randomUUID();
  record.requestParameters = {
    datastoreId: '0123456789abcdef0123456789abcdef',
    resourceType: 'Observation',
    resourceId: id,
  };
  if (changes) record.changes.push({ resourceType: 'Observation', id, version: 1, change: 'created' });
  return {
    record,
    identity: {
      principal: { kind: 'user', arn: 'arn:aws:iam::000000000000:user/app', account: '000000000000' },
      accessKeyId: 'AKIAEXAMPLEEXAMPLE22',
      userId: 'AIDAEXAMPLEEXAMPLE22',
      method: 'AuthHeader',
    },
    service: 'healthlake',
    isData: true,
    requestId: randomUUID(),
    sourceAddress: '192.0.2.7',
    userAgent: 'aws-sdk-js/3.1048.0 os/linux lang/js md/nodejs#20.20.2 api/healthlake#3.1048.0',
    route: '',
    mayChange: changes,
    status: 200,
    error: undefined,
    received: changes ? 1_400 : 0,
    sent: 1_400,
    durationMs: 2,
    tls: undefined,
  };
}

const { values } = parseArgs({
  options: { events: { type: 'string', default: '40000' }, 'at-once': { type: 'string', default: '32' } },
});
await main({ events: Number(values.events), atOnce: Number(values['at-once']) });
