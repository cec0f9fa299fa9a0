import type { VersionRow } from '../../read/stored-version.js';
import type { SearchPlan } from '../plan/search-plan.js';
import { idWalkStatement, sortedIdsStatement, type IdPlace } from '../sql/id-sql.js';
import type { Ask } from './ask.js';
import { checkGuess } from './check-guess.js';
import { chooseFew, chooseGathering, guardOf, guessed } from './choose-strategy.js';
import type { Counted, Dense } from './condition-counts.js';

/** Ids that a walk looks at before it gives up: some ten milliseconds. */
const VISITS = 8_000;

/**
 * A page in the order of the ids of one type, which are the key of the table of resources. Where few resources
 * match, or there are few of the type, they are fetched and sorted; else the ids are walked in their order.
 */
export async function idOrderPage(
  ask: Ask,
  store: Counted,
  plan: SearchPlan,
  place: IdPlace,
  limit: number,
): Promise<readonly VersionRow[]> {
  const { schema } = store;
  // Resources of a type that has few lie scattered among all ids.
  const ofType: SearchPlan = {
    ...plan,
    conditions: [...plan.conditions, { kind: 'arms', arms: [plan.type.whole], negated: false }],
  };
  let wrong: Dense | undefined;
  for (;;) {
    const few = await chooseFew(ask, store, ofType, { ascending: false }, wrong);
    if (few === undefined) break;
    const rows = await ask<VersionRow>(sortedIdsStatement(schema, ofType, few, place, limit));
    const checked = checkGuess(rows, guardOf(few));
    if (checked !== undefined) return checked;
    wrong = guessed(few);
  }
  const visits = plan.conditions.length === 0 ? undefined : VISITS;
  const rows = await ask<VersionRow>(idWalkStatement(schema, plan, place, limit, visits));
  if (rows.length === limit || visits === undefined) return rows;
  const gathering = await chooseGathering(ask, store, plan);
  return ask<VersionRow>(sortedIdsStatement(schema, plan, gathering, place, limit));
}
