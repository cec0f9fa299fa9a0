import { WellspringError } from '@wellspring/errors';
import { expandTerminology, parseSearch, type Issue, type SearchQuery } from '@wellspring/fhir';
import type { Exchange } from '../interactions/exchange.js';
import type { QueryPair } from '../request/query-pairs.js';

/** Which resource a conditional interaction is about (https://hl7.org/fhir/R4/http.html#ccreate). */
export interface Condition {
  readonly type: string;
  readonly query: SearchQuery;
  /**
   * The same for the same condition, however it is written: what units of work are locked by, so that of
   * several clients with one condition each sees what those before it wrote.
   */
  readonly name: string;
}

export type ConditionOutcome =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Parameters that say something else than which resource is meant. */
const notConditions = /^_(?:count|total|sort|summary|elements|include|revinclude|cursor)(?:[:.]|$)/;
/** The form of the answer. */
const ofAnswer: ReadonlySet<string> = new Set(['_format', '_pretty']);

/**
 * Reads a condition. Strictly: a parameter that is not known would make it broader than it was meant, and
 * without any it would be met by everything.
 *
 * @param pairs the parameters, decoded
 * @param results the result parameters that the interaction takes
 * @throws WellspringError `invalid-condition`
 */
export async function readCondition(
  { base, store }: Pick<Exchange, 'base' | 'store'>,
  type: string,
  pairs: readonly QueryPair[],
  results: readonly string[] = [],
): Promise<ConditionOutcome> {
  const meant = pairs.filter(([name]) => !ofAnswer.has(name));
  const other = meant.find(([name]) => notConditions.test(name) && !results.includes(name));
  if (other !== undefined)
    throw new WellspringError(
      'invalid-condition',
      `A condition cannot have the parameter ${shown(other[0])}`,
    );
  const parameters = store.searchParameters();
  const parsed = parseSearch({ kind: 'type', type }, meant, { strict: true, baseUrl: base, parameters });
  if (!parsed.ok) return parsed;
  // A search passes over what has no value; a condition would be met by more than was meant.
  const [empty] = parsed.ignored;
  if (empty !== undefined) throw new WellspringError('invalid-condition', empty.diagnostics);
  if (parsed.query.searches.every(({ conditions }) => conditions.length === 0))
    throw new WellspringError(
      'invalid-condition',
      `A condition is needed that says which ${type} is meant, such as identifier=http://a.example|1`,
    );
  const expanded = await expandTerminology(parsed.query, store.conformance);
  if (!expanded.ok) return expanded;
  const ofResource = meant.filter(([name]) => !results.includes(name));
  return {
    ok: true,
    condition: { type, query: { ...expanded.query, total: 'none' }, name: nameOf(type, ofResource) },
  };
}

function nameOf(type: string, pairs: readonly QueryPair[]): string {
  const sorted = pairs.map((pair) => JSON.stringify(pair)).sort();
  return `${type}?${[...new Set(sorted)].join('&')}`;
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 64));
}
