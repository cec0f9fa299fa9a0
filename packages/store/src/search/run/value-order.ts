import { isOwnKey } from '@wellspring/fhir';
import type { VersionRow } from '../../read/stored-version.js';
import { toBigInt } from '../../hash/sip-hash.js';
import type { TermHash } from '../../hash/term-hash.js';
import type { StoreContext } from '../../store-context.js';
import type { Statement } from '../../write/versions-statement.js';
import { presence } from '../plan/plan-search.js';
import { ownScope } from '../plan/plan-scope.js';
import type { SearchPlan } from '../plan/search-plan.js';
import { sortedStatement, valueWalkStatement, type ValueOrder, type ValuePlace } from '../sql/sorted-sql.js';
import type { Ask } from './ask.js';
import { checkGuess } from './check-guess.js';
import { chooseFew, chooseGathering, guardOf, guessed } from './choose-strategy.js';
import type { Counted, Dense } from './condition-counts.js';
import { versionOrderPage } from './version-order.js';

/** A shape that resources of a type have which lack a parameter's values. */
function lackingStatement(schema: string, term: TermHash, type: string, param: string): Statement {
  return {
    text: `SELECT 1 FROM ${schema}.dictionary WHERE key = $1 AND NOT $2 = ANY (string_to_array(value, ' ')) LIMIT 1`,
    values: [toBigInt(term.parameter(type, '_shape')), param],
  };
}

/** Rows that a walk through values looks at before it gives up: some ten milliseconds. */
const VISITS = 8_000;

/**
 * A page in the order of a parameter's values. Where few resources match, they are fetched and sorted; else
 * the values are walked in their order, those without a value being a search of their own.
 */
export async function valueOrderPage(
  ask: Ask,
  store: Counted & Pick<StoreContext, 'term'>,
  type: string,
  plan: SearchPlan,
  { order, param }: { readonly order: ValueOrder; readonly param: string },
  place: ValuePlace,
  limit: number,
): Promise<readonly VersionRow[]> {
  const { schema, term } = store;
  let wrong: Dense | undefined;
  for (;;) {
    const few = await chooseFew(ask, store, plan, { ascending: order.ascending }, wrong);
    if (few === undefined) break;
    const rows = await ask<VersionRow>(sortedStatement(schema, plan, few, order, place, limit));
    const checked = checkGuess(rows, guardOf(few));
    if (checked !== undefined) return checked;
    wrong = guessed(few);
  }

  const ascending = order.ascending !== place.backwards;
  const { after } = place;
  const valued = async (wanted: number): Promise<readonly VersionRow[]> => {
    // In the order of values nothing comes after what has none.
    if (wanted === 0 || (ascending && after !== undefined && after.value === undefined)) return [];
    const from: ValuePlace = after?.value === undefined ? { backwards: place.backwards } : place;
    const visits = plan.conditions.length === 0 ? undefined : VISITS;
    const rows = await ask<VersionRow>(valueWalkStatement(schema, plan, order, from, wanted, visits));
    return rows.length === wanted || visits === undefined ? rows : gathered(wanted);
  };
  const gathered = async (wanted: number): Promise<readonly VersionRow[]> => {
    const has = presence(ownScope(type, term), param, true, term);
    const present: SearchPlan = { ...plan, conditions: [...plan.conditions, has] };
    const gathering = await chooseGathering(ask, store, present);
    return ask<VersionRow>(sortedStatement(schema, present, gathering, order, place, wanted));
  };
  const valueless = async (wanted: number): Promise<readonly VersionRow[]> => {
    // In the other order nothing without a value comes after what has one.
    if (wanted === 0 || (!ascending && after?.value !== undefined)) return [];
    // Most often there are no resources of the type without one, which their shapes tell at once.
    if (!isOwnKey(param)) {
      const [shape] = await ask(lackingStatement(schema, term, type, param));
      if (shape === undefined) return [];
    }
    const absent = presence(ownScope(type, term), param, false, term);
    const lacking: SearchPlan = { ...plan, conditions: [...plan.conditions, absent] };
    const from = after?.value === undefined && after !== undefined ? { after: after.vid } : {};
    return versionOrderPage(ask, store, [lacking], { ascending, ...from }, wanted);
  };
  const [first, second] = ascending ? [valued, valueless] : [valueless, valued];
  const rows = await first(limit);
  return [...rows, ...(await second(limit - rows.length))];
}
