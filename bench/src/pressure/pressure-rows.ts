import type { Authorization, LoadRequest } from '../rest/rest-orders.js';
import type { ServerMeter } from '../server-meter.js';
import type { MissingRow, SuiteRow } from '../suite/suite-run.js';
import { readsBesideImport } from './beside-import.js';
import { readsBesideSlowSearches } from './beside-slow-searches.js';
import { startImport } from './import-beside.js';
import { startReaders, type PressedServer } from './readers.js';

/** What `--only` calls them together. */
export const pressure = 'pressure';

/** What the two measures of pressure are taken with. */
export interface Pressure {
  readonly server: PressedServer;
  readonly reads: readonly LoadRequest[];
  readonly seconds: number;
  readonly warmUp: number;
  /** Absent where the server cannot be looked into. */
  readonly meter: ServerMeter | undefined;
}

/** What reads by id have to wait where others ask for more than the server can take. */
export async function pressureRows(
  { server, reads, seconds, warmUp, meter }: Pressure,
  /** Folders to import meanwhile; absent where the server has no import that is known here. */
  inputs: { readonly folders: readonly string[]; readonly authorization: Signed } | undefined,
  onRow: (row: SuiteRow | MissingRow) => void,
): Promise<readonly (SuiteRow | MissingRow)[]> {
  const readers = await startReaders(server, reads);
  try {
    await readers.read(warmUp);
    const rows: (SuiteRow | MissingRow)[] = [];
    const add = async (work: () => Promise<readonly (SuiteRow | MissingRow)[]>): Promise<void> => {
      const measured = await withPeak(meter, work);
      measured.forEach(onRow);
      rows.push(...measured);
    };
    await add(() => readsBesideSlowSearches(server, readers, seconds));
    if (inputs) {
      const job = await startImport(server.endpoint, inputs.authorization, inputs.folders);
      try {
        await add(() => readsBesideImport(job, readers, seconds, warmUp));
      } finally {
        await job.finish();
      }
    }
    return rows;
  } finally {
    await readers.stop();
  }
}

type Signed = Extract<Authorization, { kind: 'signature' }>;

/** Of what others do at the same time no processor time can be told apart; the most memory is that of all together. */
async function withPeak(
  meter: ServerMeter | undefined,
  work: () => Promise<readonly (SuiteRow | MissingRow)[]>,
): Promise<readonly (SuiteRow | MissingRow)[]> {
  if (!meter) return work();
  const { result, used } = await meter.during(work);
  if (!used) return result;
  return result.map((row) => ('missing' in row ? row : { ...row, peakMemory: used.peakMemory }));
}
