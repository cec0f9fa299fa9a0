import type { Hash64 } from '../hash/sip-hash.js';
import { writeIndexRows, type IndexRowSink } from './index-rows.js';
import { storedValues, type Indexing } from './resource-rows.js';

const nothing = (): void => undefined;
const noWords = { content: [], narrative: [] };

/**
 * The hashes of the token rows that a stored version has, by whatever search parameters there may be any: those rows
 * have no index by version.
 */
export function tokenHashes(
  { id, term, parameters: { held } }: Indexing,
  type: string,
  body: Buffer,
): readonly Hash64[] {
  const hashes: Hash64[] = [];
  const sink: IndexRowSink = {
    token: (hash) => {
      hashes.push(hash);
    },
    reference: nothing,
    string: nothing,
    date: nothing,
    number: nothing,
    quantity: nothing,
    words: nothing,
    entry: nothing,
  };
  writeIndexRows(type, storedValues(type, body, id, held), noWords, term, held, sink);
  return hashes;
}
