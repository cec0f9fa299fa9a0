import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditTrail, migrateAudit, type AuditedCall, type AuditTrail } from '@wellspring/audit';
import { connect, startEmbeddedPostgres } from '@wellspring/database';
import { newCallRecord } from '@wellspring/http';

/** What events of the audit trail cost, from the call to the block on disk. */
export interface AuditFigures {
  /** Processor time of this process, and time of the clock, in microseconds an event. */
  readonly processor: number;
  readonly clock: number;
  /** Milliseconds that the caller waited for each event. */
  readonly times: readonly number[];
}

export interface AuditCost {
  readonly reads: AuditFigures;
  /** Changes, so many at the same time. */
  readonly changes: AuditFigures;
  /** Bytes of disk an event. */
  readonly disk: number;
}

/** Measures on an embedded PostgreSQL as users have it, fsync on. */
export async function measuredAudit(events: number, atOnce: number): Promise<AuditCost> {
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
    const measure = async (changes: boolean): Promise<AuditFigures> => {
      const processor = process.cpuUsage();
      const started = performance.now();
      const times = await run(trail, events, atOnce, changes);
      await trail.settled();
      const { user, system } = process.cpuUsage(processor);
      const clock = ((performance.now() - started) * 1000) / events;
      return { processor: (user + system) / events, clock, times };
    };
    await run(trail, Math.min(4_000, events), atOnce, true);
    const reads = await measure(false);
    const changes = await measure(true);
    const [size] = await database.query<{ readonly bytes: bigint; readonly events: bigint }>(
      `SELECT pg_total_relation_size('wellspring.audit_block') AS bytes, max(first + events) AS events FROM wellspring.audit_block`,
    );
    await trail.stop();
    return { reads, changes, disk: Number(size!.bytes) / Number(size!.events) };
  } finally {
    await database.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(
  trail: AuditTrail,
  events: number,
  atOnce: number,
  changes: boolean,
): Promise<readonly number[]> {
  let left = events;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const started = performance.now();
        await trail.record(madeUpCall(changes));
        times.push(performance.now() - started);
        // Reads wait for nobody; a request gives way to the others all the same.
        if (!changes && left % 64 === 0) await trail.settled();
      }
    }),
  );
  return times;
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
    route: () => '',
    mayChange: changes,
    status: 200,
    error: undefined,
    received: changes ? 1_400 : 0,
    sent: 1_400,
    durationMs: 2,
    tls: undefined,
  };
}
