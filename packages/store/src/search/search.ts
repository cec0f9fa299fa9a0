import { createHash } from 'node:crypto';
import { sqlState } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { SearchQuery } from '@wellspring/fhir';
import { openCursor, sealCursor } from '../read/cursor.js';
import type { StoredVersion, VersionRow } from '../read/stored-version.js';
import { versionPage } from '../read/version-page.js';
import type { StoreContext } from '../store-context.js';
import type { Statement } from '../write/version-statement.js';
import { planSearch, type SearchPlan } from './search-plan.js';
import { chooseAfterWalk, chooseStrategy, isBounded, type Ask } from './choose-strategy.js';
import { pageStatement, totalStatement, type Strategy } from './search-statement.js';

/** A page of search results. */
export interface SearchPage {
  /** In the query's order, each resource once. */
  readonly matches: readonly StoredVersion[];
  /** Goes into the `cursor` of the next page; absent on the last. */
  readonly next?: string;
  /** How many resources match on all pages, where the query asked for it. */
  readonly total?: number;
}

/** Runs a search: one page of it, and its total where it is asked for. */
export async function search(store: StoreContext, query: SearchQuery): Promise<SearchPage> {
  const { schema, secret } = store;
  const plan = planSearch(query, store.term);
  const list = listOf(query);
  const after = query.cursor === undefined ? undefined : openCursor(secret, list, query.cursor);
  const ask = within(store);
  const { versions: matches, more } =
    query.count === 0 ? { versions: [], more: false } : await page(ask, schema, plan, after, query.count);
  const last = matches.at(-1);
  return {
    matches,
    ...(more && last !== undefined && { next: sealCursor(secret, list, last.vid) }),
    ...(query.total === 'accurate' && { total: await total(ask, schema, plan) }),
  };
}

/** All statements of a search share its time. */
function within({ database, searchTimeoutMs }: StoreContext): Ask {
  const deadline = performance.now() + searchTimeoutMs;
  return async <Row>({ text, values }: Statement) => {
    const timeoutMs = Math.max(deadline - performance.now(), 1);
    try {
      return await database.query<Row>(text, values, { timeoutMs });
    } catch (error) {
      if (sqlState(error) !== '57014') throw error;
      throw new WellspringError(
        'too-costly',
        `The search took longer than the ${searchTimeoutMs / 1000} s it may take; ask for something narrower`,
        { cause: error },
      );
    }
  };
}

async function page(
  ask: Ask,
  schema: string,
  plan: SearchPlan,
  after: bigint | undefined,
  count: number,
): Promise<{ readonly versions: readonly StoredVersion[]; readonly more: boolean }> {
  const run = (strategy: Strategy): Promise<readonly VersionRow[]> =>
    ask<VersionRow>(pageStatement(schema, plan, strategy, after, count + 1));
  const strategy = await chooseStrategy(ask, schema, plan, after);
  let rows = await run(strategy);
  if (rows.length <= count && isBounded(strategy))
    rows = await run(await chooseAfterWalk(ask, schema, plan, after, strategy));
  return versionPage(rows, count);
}

async function total(ask: Ask, schema: string, plan: SearchPlan): Promise<number> {
  let strategy = await chooseStrategy(ask, schema, plan, undefined);
  if (isBounded(strategy)) strategy = await chooseAfterWalk(ask, schema, plan, undefined, strategy);
  const [row] = await ask<{ total: bigint }>(totalStatement(schema, plan, strategy));
  return Number(row!.total);
}

/** What a page link belongs to: the same resources in the same order. */
function listOf(query: SearchQuery): string {
  const text = JSON.stringify([query.type, query.conditions, query.sort], (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return createHash('sha256').update(`search\0${text}`).digest('base64');
}
