import { firstVidAt } from '../clock/version-clock.js';
import { toBigInt } from '../hash/sip-hash.js';
import { typeNumber } from '../rows/type-number.js';
import { askWithin } from '../search/run/ask.js';
import type { StoreContext } from '../store-context.js';
import { openCursor, sealCursor } from './cursor.js';
import { historyOfManyStatement, type HistoryRange } from './history-of-many-sql.js';
import {
  historyList,
  historyPage,
  pageSize,
  type HistoryOptions,
  type HistoryPage,
  type HistoryRow,
} from './history-version.js';

/** The versions of all resources of a type, or of all types, as the history of one has them. */
export async function readHistoryOfMany(
  store: StoreContext,
  type: string | undefined,
  options: HistoryOptions,
): Promise<HistoryPage> {
  const { secret, term } = store;
  const { since, at } = options;
  const list = historyList(type === undefined ? [] : [type], options);
  const before = options.cursor === undefined ? undefined : openCursor(secret, list, options.cursor);
  const place = ({ vid }: { readonly vid: bigint }): string => sealCursor(secret, list, vid);
  const number = type === undefined ? undefined : typeNumber(type);
  if (type !== undefined && number === undefined) return { versions: [], place };
  const count = pageSize(options);
  const end = at && firstVidAt(at.high.getTime() * 1000);
  const range: HistoryRange = {
    from: since === undefined ? 0n : firstVidAt(since.getTime() * 1000),
    before: lowest(before ?? 2n ** 63n - 1n, end ?? 2n ** 63n - 1n),
    currentAt: at && firstVidAt(at.low.getTime() * 1000),
    limit: count + 1,
  };
  const of =
    type === undefined || number === undefined
      ? undefined
      : { number, hash: toBigInt(term.parameter(type, '_type')) };
  const rows = await askWithin(store)<HistoryRow>(historyOfManyStatement(store.schema, of, range));
  const { versions, more } = historyPage(rows, count);
  const last = versions.at(-1);
  return { versions, ...(more && last !== undefined && { next: place(last) }), place };
}

function lowest(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
