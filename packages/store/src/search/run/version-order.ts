import type { VersionRow } from '../../read/stored-version.js';
import type { SearchPlan } from '../plan/search-plan.js';
import { keysStatement, pageStatement, versionsStatement } from '../sql/page-sql.js';
import type { Place } from '../sql/place.js';
import type { Ask } from './ask.js';
import { checkGuess, rowsLed, type GuessedRow } from './check-guess.js';
import { chooseAfterWalk, chooseStrategy, guardOf, guessed, isBounded, learn } from './choose-strategy.js';
import type { Counted } from './condition-counts.js';

/** Searches of several types that run at a time: one search must not take the connections of all others. */
const TOGETHER = 4;

/** A page in the order of version ids. */
export async function versionOrderPage(
  ask: Ask,
  store: Counted,
  plans: readonly SearchPlan[],
  place: Place,
  limit: number,
): Promise<readonly VersionRow[]> {
  const [plan] = plans;
  if (plan !== undefined && plans.length === 1)
    return found<VersionRow>(ask, store, plan, place, limit, pageStatement);
  for (;;) {
    const keys = await versionKeys(ask, store, plans, place, limit);
    if (keys.length === 0) return [];
    const rows = await ask<VersionRow>(
      versionsStatement(
        store.schema,
        keys.map(({ vid }) => vid),
      ),
    );
    // One of them was erased in between. A page that is one short would be taken for the last.
    if (rows.length === keys.length) return rows;
  }
}

/** The version ids of a page, in its order. */
export async function versionKeys(
  ask: Ask,
  store: Counted,
  plans: readonly SearchPlan[],
  place: Place,
  limit: number,
): Promise<readonly Key[]> {
  const keys: Key[] = [];
  for (let at = 0; at < plans.length; at += TOGETHER) {
    const some = plans.slice(at, at + TOGETHER);
    const pages = await Promise.all(
      some.map((each) => found<Key>(ask, store, each, place, limit, keysStatement)),
    );
    keys.push(...pages.flat());
    // Only what may still be on the page is kept.
    keys.sort((left, right) => (left.vid < right.vid === place.ascending ? -1 : 1));
    keys.length = Math.min(keys.length, limit);
  }
  return keys;
}

interface Key {
  readonly vid: bigint;
}

async function found<Row extends GuessedRow>(
  ask: Ask,
  store: Counted,
  plan: SearchPlan,
  place: Place,
  limit: number,
  statement: typeof pageStatement,
): Promise<readonly Row[]> {
  // Keys alone do not tell whether a guess was right.
  const guessing = statement === pageStatement ? undefined : new Set<number>();
  let strategy = await chooseStrategy(ask, store, plan, place, guessing);
  let rows = await ask<Row>(statement(store.schema, plan, strategy, place, limit));
  if (guardOf(strategy) !== undefined) {
    learn(store, plan, strategy, rowsLed(rows));
    const checked = checkGuess(rows, guardOf(strategy));
    if (checked !== undefined) return checked;
    strategy = await chooseStrategy(ask, store, plan, place, guessed(strategy));
    rows = await ask<Row>(statement(store.schema, plan, strategy, place, limit));
  }
  if (rows.length >= limit || !isBounded(strategy)) return rows;
  const other = await chooseAfterWalk(ask, store, plan, place, strategy);
  return ask<Row>(statement(store.schema, plan, other, place, limit));
}
