import { machineText } from '../machine-line.js';
import { suiteText } from './suite-table.js';
import type { SuiteRun } from './suite-run.js';
import { targetVerdicts } from './target-verdicts.js';

/** From so much of a core on, the generator itself may be what is measured. */
const busyShare = 0.8;

/** All that a run has to say, for a terminal. */
export function suiteReport(run: SuiteRun): string {
  const { against, machine, data, processes, seconds, sizes, commit } = run;
  const head = [
    against === undefined
      ? `Wellspring ${commit}, ${processes} server process(es), embedded PostgreSQL with fsync on, structure-only`
      : `against ${against}: what it uses of the processor, of memory and of the disk cannot be seen from outside`,
    `machine: ${machineText(machine)}`,
    `data: ${data}`,
    `load: ${seconds} s a class, signed beforehand where it is signed, sent from processes of its own on the same machine; what they use stands in the generator's column`,
  ];
  return [...head, '', suiteText(run), '', ...sizes.flatMap(remarksOf), ...verdictLines(run)].join('\n');
}

function remarksOf({ label, resources, rows, remarks }: SuiteRun['sizes'][number]): readonly string[] {
  const lines = [`${label}: ${resources} resources`, ...remarks];
  for (const row of rows) {
    if ('missing' in row) continue;
    const { name, attempts, errors, firstError, refused = 0, generatorShare = 0 } = row;
    if (errors > 0) lines.push(`! ${name}: ${errors} errors, the first: ${(firstError ?? '').slice(0, 300)}`);
    if (refused > 0)
      lines.push(
        `${name}: ${refused} of ${attempts} were sent away with Retry-After, or ended as too costly`,
      );
    if (generatorShare > busyShare)
      lines.push(
        `! ${name}: the generator was busy ${(generatorShare * 100).toFixed(0)} % of the time: name more --generators`,
      );
  }
  return lines.map((line, at) => (at === 0 ? line : `  ${line}`));
}

function verdictLines(run: SuiteRun): readonly string[] {
  const verdicts = targetVerdicts(run);
  if (verdicts.length === 0) return [];
  const met = verdicts.filter(({ isMet }) => isMet).length;
  return [
    '',
    `targets: ${met} of ${verdicts.length} met`,
    ...verdicts.map(
      ({ size, what, target, reached, isMet }) =>
        `${isMet ? ' ' : '!'} ${size} ${what}: ${reached}, target ${target}`,
    ),
  ];
}
