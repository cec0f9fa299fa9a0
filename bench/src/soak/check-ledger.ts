import type { Ledger } from './ledger.js';
import type { SoakClient } from './soak-client.js';
import { TAG_SYSTEM } from './soak-requests.js';

/**
 * Reads what the server has acknowledged again, and counts what it should have.
 *
 * @returns what is missing, or other than it should be; no more than ten lines of it
 */
export async function checkLedger(
  ledger: Ledger,
  run: string,
  clients: readonly SoakClient[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  const names = [...ledger.kept];
  let next = 0;
  const readOn = async (client: SoakClient): Promise<void> => {
    for (let entry = names[next++]; entry !== undefined && faults.length < 10; entry = names[next++]) {
      const [name, state] = entry;
      const { answer } = await client.send({ kind: 'read', method: 'GET', path: name, statuses: [200, 410] });
      const fault = faultOf(name, state, answer);
      if (fault !== undefined) faults.push(fault);
    }
  };
  await Promise.all(clients.map(readOn));

  const path = `Observation?_tag=${TAG_SYSTEM}|${run}&_summary=count`;
  const { answer } = await clients[0]!.send({ kind: 'search', method: 'GET', path, statuses: [200] });
  const { total } = JSON.parse(answer?.body.toString('utf8') ?? '{}') as { readonly total?: number };
  // What was not answered may have been done, or not.
  if (total === undefined || Math.abs(total - ledger.tagged) > ledger.unanswered)
    faults.push(
      `${ledger.tagged} resources of this run were acknowledged, and ${total ?? 'an unknown number of'} are there (${ledger.unanswered} unanswered)`,
    );
  return faults;
}

function faultOf(
  name: string,
  state: number | 'deleted',
  answer: { readonly status: number; readonly body: Buffer } | undefined,
): string | undefined {
  if (answer === undefined) return `${name} was not answered`;
  if (state === 'deleted')
    return answer.status === 410 ? undefined : `${name} was deleted, and is answered with ${answer.status}`;
  if (answer.status !== 200) return `${name} was written, and is answered with ${answer.status}`;
  const { meta } = JSON.parse(answer.body.toString('utf8')) as {
    readonly meta: { readonly versionId: string };
  };
  const version = Number(meta.versionId);
  return version >= state ? undefined : `${name} was at version ${state}, and is at ${version}`;
}
