import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { measuredAudit, type AuditFigures } from './audit-cost/measured-audit.js';
import { machineLine } from './machine-line.js';

/*
 * `npm run bench:audit`: what an event of the audit trail costs, from the call to the block on disk: time of this
 * process's processor, and of the clock where many wait at the same time.
 *
 * Options: `--events <n>` (40,000), `--at-once <n>` changes that wait at the same time (32).
 */

const { values } = parseArgs({
  options: { events: { type: 'string', default: '40000' }, 'at-once': { type: 'string', default: '32' } },
});
console.log(machineLine(tmpdir()));
const { reads, changes, disk } = await measuredAudit(Number(values.events), Number(values['at-once']));
const show = (name: string, { processor, clock }: AuditFigures): void => {
  console.log(
    `${name}: ${processor.toFixed(1)} us of the processor an event, ${clock.toFixed(1)} us of the clock`,
  );
};
show('reads', reads);
show(`changes, ${values['at-once']} at a time`, changes);
console.log(`${disk.toFixed(0)} bytes of disk an event`);
