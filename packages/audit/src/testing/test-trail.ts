import { randomBytes } from 'node:crypto';
import { connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { newCallRecord, type CallRecord } from '@wellspring/http';
import type { AuditedCall } from '../event/audited-call.js';
import { migrateAudit } from '../migrate-audit.js';
import { createTrailConnection } from '../trail/trail-connection.js';
import { createTrailKey, type TrailKey } from '../trail/trail-key.js';
import { createTrailQueue, type TrailQueue } from '../trail/trail-queue.js';

/** A database with an empty trail, for one test file. */
export interface TestTrail {
  readonly database: Database;
  readonly url: string;
  readonly key: TrailKey;
  /** A node that writes into the trail. */
  readonly node: (options?: { readonly now?: () => number; readonly key?: TrailKey }) => TrailQueue;
  /** Alters the trail as its owner can: without the triggers that refuse it. */
  tamper(statement: string, values?: readonly unknown[]): Promise<void>;
  end(): Promise<void>;
}

export async function testTrail(): Promise<TestTrail> {
  const test = await testDatabase();
  const { url } = test;
  await migrateAudit(url);
  const database = connect({ url, max: 6 });
  const key = createTrailKey(randomBytes(32));
  const nodes: TrailQueue[] = [];
  return {
    database,
    url,
    key,
    node({ now = Date.now, key: ownKey = key } = {}) {
      const queue = createTrailQueue({
        connection: createTrailConnection(database, ownKey, now),
        mostEvents: 10_000,
        onFailure: () => undefined,
      });
      nodes.push(queue);
      return queue;
    },
    async tamper(statement, values = []) {
      await database.transaction(async (client) => {
        await client.query('ALTER TABLE wellspring.audit_block DISABLE TRIGGER USER');
        await client.query('ALTER TABLE wellspring.audit_base DISABLE TRIGGER USER');
        await client.query(statement, values as unknown[]);
        await client.query('ALTER TABLE wellspring.audit_block ENABLE TRIGGER USER');
        await client.query('ALTER TABLE wellspring.audit_base ENABLE TRIGGER USER');
      });
    },
    async end() {
      for (const node of nodes) await node.stop();
      await database.close();
      await test.drop();
    },
  };
}

/** A line of the trail, as small as one can be found by. */
export function madeUpLine(name: string): string {
  return JSON.stringify({ eventTime: '2026-11-26T12:00:00Z', eventName: name, eventID: crypto.randomUUID() });
}

/** A read by the root of the account, its parts replaced where given. */
export function madeUpCall(parts: Partial<AuditedCall> = {}, record: Partial<CallRecord> = {}): AuditedCall {
  return {
    record: { ...newCallRecord(), eventName: 'ReadResource', readOnly: true, ...record },
    identity: {
      principal: { kind: 'root', arn: 'arn:aws:iam::000000000000:root', account: '000000000000' },
      accessKeyId: 'AKIAEXAMPLEEXAMPLE22',
      method: 'AuthHeader',
    },
    service: 'healthlake',
    isData: true,
    requestId: crypto.randomUUID(),
    sourceAddress: '192.0.2.7',
    userAgent: 'test',
    route: () => 'GET /datastore/{id}/r4/Patient/{id}',
    mayChange: false,
    status: 200,
    error: undefined,
    received: 0,
    sent: 512,
    durationMs: 2,
    tls: undefined,
    ...parts,
  };
}
