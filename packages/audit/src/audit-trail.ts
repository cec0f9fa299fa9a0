import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { AuditTrouble } from './audit-trouble.js';
import type { AuditedCall } from './event/audited-call.js';
import { cloudTrailEvents, isReadOnly, type EventOptions } from './event/cloudtrail-event.js';
import { createHeadNotes, type TrailWriter } from './trail/head-notes.js';
import { createTrailConnection } from './trail/trail-connection.js';
import { createTrailKey } from './trail/trail-key.js';
import { createTrailQueue } from './trail/trail-queue.js';

/** Where every call leaves its trace. */
export interface AuditTrail {
  /**
   * Asked before a call is carried out: whether it can be recorded.
   *
   * @throws WellspringError `audit-trail-unavailable`
   */
  admit(mayChange: boolean): void;
  /**
   * Records a call whose answer is ready. It is to be sent when the promise resolves: what was changed is on disk in
   * the trail then, what was only read or refused will be within a second.
   *
   * @returns undefined where there is nothing to wait for
   * @throws WellspringError `audit-trail-unavailable`: then the answer is not to be sent
   */
  record(call: AuditedCall): Promise<void> | undefined;
  /** Resolves when all calls so far are in the trail, or after a few seconds. */
  settled(): Promise<void>;
  /** Looks at where the trail ended when this node last wrote it, and begins to note where it ends. */
  start(): Promise<void>;
  /** Writes what waits, for a few seconds at most. */
  stop(): Promise<void>;
}

export interface AuditTrailOptions extends EventOptions {
  /** Migrated by `migrateAudit`. */
  readonly database: Database;
  /** 32 bytes: `sealer.derive(trailKeyPurpose)`. */
  readonly secret: Buffer;
  /** Where the end of the trail is noted, outside of the database. */
  readonly folder: string;
  /** Which of the processes of a node that is; absent: the only one. */
  readonly writer?: TrailWriter | undefined;
  /** Events that may wait to be written. */
  readonly mostWaiting: number;
  /** Hears of what an operator has to know: the trail cannot be written, or it has lost its end. */
  readonly onTrouble: (trouble: AuditTrouble) => void;
}

/**
 * The audit trail of one process.
 *
 * @example
 * await migrateAudit(url);
 * const trail = createAuditTrail({ database, secret: sealer.derive(trailKeyPurpose), ... });
 * await trail.start();
 * trail.admit(true);
 * await trail.record(call);
 */
export function createAuditTrail(options: AuditTrailOptions): AuditTrail {
  const { database, folder, writer, onTrouble } = options;
  const key = createTrailKey(options.secret);
  const notes = createHeadNotes({ database, folder, key, writer, onTrouble });
  const queue = createTrailQueue({
    connection: createTrailConnection(database, key, Date.now),
    mostEvents: options.mostWaiting,
    onBlock: notes.note,
    onFailure: (error) => {
      onTrouble({ what: 'the audit trail cannot be written; changes are refused until it can', error });
    },
  });
  return {
    admit(mayChange) {
      if (!queue.admits(mayChange)) throw unavailable();
    },
    record(call) {
      const lines = cloudTrailEvents(call, options, Date.now());
      if (mustLast(call)) return queue.write(lines);
      if (!queue.add(lines)) throw unavailable();
      return undefined;
    },
    settled: () => queue.settled(),
    start: () => notes.start(),
    async stop() {
      const lost = await queue.stop();
      await notes.stop();
      if (lost > 0)
        onTrouble({ what: `${lost} events could not be written into the audit trail and are lost` });
    },
  };
}

/** Whether it has changed something, or may have: a refusal has not. */
function mustLast(call: AuditedCall): boolean {
  if (call.record.changes.length > 0) return true;
  return !isReadOnly(call) && (call.status < 400 || call.status >= 500);
}

function unavailable(): WellspringError {
  return new WellspringError(
    'audit-trail-unavailable',
    'The audit trail cannot be written at the moment, and nothing is served unrecorded; try again',
  );
}
