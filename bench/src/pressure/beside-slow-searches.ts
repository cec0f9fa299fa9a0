import { setTimeout as sleep } from 'node:timers/promises';
import type { RestFigures } from '../rest/load-figures.js';
import { startRestProcess, type RestProcess } from '../rest/rest-process.js';
import type { MissingRow, SuiteRow } from '../suite/suite-run.js';
import { readClients, type PressedServer, type Readers } from './readers.js';
import { slowClients, slowSearches } from './slow-searches.js';
import { rowOfTurns, turnsOf } from './turns.js';

export const besideNothing = 'read beside nothing';
export const besideSlowSearches = 'read beside slow searches';
const slowBesideReads = 'slow search beside reads';

/** Until the searches are under way, in seconds. */
const lead = 0.3;
/** They are halted when the reads are done; what goes wrong then ends, too. */
const patience = 120;

/** Reads by id alone and beside slow searches, in turn; and what the searches got. */
export async function readsBesideSlowSearches(
  server: PressedServer,
  readers: Readers,
  seconds: number,
): Promise<readonly (SuiteRow | MissingRow)[]> {
  const searches = startRestProcess();
  try {
    await searches.aim({ ...server, concurrency: slowClients });
    const refusal = await searches.probe(slowSearches()[0]!);
    if (refusal !== undefined) return [{ name: besideSlowSearches, missing: refusal }];
    const parts = turnsOf(seconds);
    const alone: RestFigures[] = [];
    const beside: { readonly reads: RestFigures; readonly slow: RestFigures }[] = [];
    for (let turn = 0; turn < parts.turns; turn += 1) {
      alone.push(await readers.read(parts.seconds));
      beside.push(await turnBeside(searches, readers, parts.seconds));
    }
    return [
      rowOfTurns(besideNothing, alone, readClients),
      rowOfTurns(
        besideSlowSearches,
        beside.map(({ reads }) => reads),
        readClients,
      ),
      rowOfTurns(
        slowBesideReads,
        beside.map(({ slow }) => slow),
        slowClients,
      ),
    ];
  } finally {
    await searches.stop();
  }
}

async function turnBeside(
  searches: RestProcess,
  readers: Readers,
  seconds: number,
): Promise<{ readonly reads: RestFigures; readonly slow: RestFigures }> {
  const read = async (): Promise<RestFigures> => {
    try {
      await sleep(lead * 1_000);
      return await readers.read(seconds);
    } finally {
      searches.halt();
    }
  };
  const [slow, reads] = await Promise.all([
    searches.load({ requests: slowSearches(), seconds: seconds + patience }),
    read(),
  ]);
  return { reads, slow };
}
