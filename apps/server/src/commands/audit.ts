import { createSealer, loadMasterKey, readMasterKey } from '@wellspring/access';
import {
  createTrailKey,
  notedHeads,
  trailKeyPurpose,
  verifyTrail,
  type TrailProblem,
} from '@wellspring/audit';
import { InvalidArgumentError, type Command } from 'commander';
import { readSettings } from '../configuration/read-settings.js';
import type { Settings } from '../configuration/schema.js';
import { openRunningDatabase } from './running-database.js';

interface VerifyOptions {
  readonly from?: number;
  readonly to?: number;
}

/** `wellspring audit`: what there is to do with the audit trail. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('look after the audit trail');
  audit
    .command('verify')
    .description(
      'prove that the audit trail is as it was written, or name the first record that is not; works beside the server',
    )
    .option('--from <time>', 'the beginning of the range, as 2026-11-01 or 2026-11-01T12:00:00Z', readTime)
    .option('--to <time>', 'the end of the range', readTime)
    .addHelpText('after', '\nExample:\n  $ npx wellspring audit verify --from 2026-11-01')
    .action(async (options: VerifyOptions) => {
      const settings = readSettings(process.env);
      const { database, close } = await openRunningDatabase(settings);
      try {
        const key = createTrailKey(createSealer(await masterKeyOf(settings)).derive(trailKeyPurpose));
        const report = await verifyTrail({
          database,
          keys: [key],
          ...options,
          heads: await notedHeads(settings.WELLSPRING_DATA, [key]),
        });
        if (report.problem !== undefined)
          throw new Error(`the audit trail is NOT as it was written: ${worded(report.problem)}`);
        const range =
          report.first === undefined
            ? ''
            : `, written from ${new Date(report.first).toISOString()} to ${new Date(report.last!).toISOString()}`;
        process.stdout.write(`verified: ${report.events} records in ${report.blocks} blocks${range}\n`);
      } finally {
        await close();
      }
    });
}

async function masterKeyOf(settings: Settings): Promise<Buffer> {
  const given = settings.WELLSPRING_MASTER_KEY;
  const key = given === undefined ? undefined : readMasterKey(given);
  return key ?? loadMasterKey(settings.WELLSPRING_DATA);
}

function worded({ block, event, eventId, eventTime, what }: TrailProblem): string {
  const record = event === undefined ? '' : `record ${event}, `;
  const named = [eventTime && `of ${eventTime}`, eventId && `event id ${eventId}`].filter(Boolean).join(', ');
  return `${record}block ${block} ${what}${named === '' ? '' : ` (${named})`}`;
}

function readTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('It is no time such as 2026-11-01T12:00:00Z.');
  return time;
}
