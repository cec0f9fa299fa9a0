import { toBigInt } from '../hash/sip-hash.js';
import { versionColumns } from '../read/stored-version.js';
import { pageOfBodies } from '../read/version-page.js';
import type { Statement } from '../write/version-statement.js';
import type { Arm, TokenArm } from './arm.js';
import { armPredicate, armRanges, type Bind } from './range-sql.js';
import type { SearchPlan } from './search-plan.js';

/**
 * How a search goes about its work. `collect`: fetch all that fulfils some conditions, which are known to
 * be few enough, sort it, and ask the rest of each. `walk`: go through the rows of one condition in page
 * order and ask the rest, until a page is full. `ids`: fetch the resources that were named.
 */
export type Strategy =
  | { readonly kind: 'ids' }
  /** At least one condition; what fulfils all of them. */
  | { readonly kind: 'collect'; readonly conditions: readonly number[] }
  | {
      readonly kind: 'walk';
      /** Undefined: all resources of the type. */
      readonly condition: number | undefined;
      /** Gives up after as many rows, so that fewer than were asked for may not be all there are. */
      readonly visits?: number;
    };

/**
 * How many rows each condition has, up to one more than the cap: `n0`, `n1`, ... For a single token also
 * the version id at which the count ended (`v0`, ...): counted in page order, so the further it has got,
 * the sparser the condition.
 */
export function probeStatement(
  schema: string,
  plan: SearchPlan,
  after: bigint | undefined,
  cap: number,
): Statement {
  const { values, bind } = binder();
  const limit = bind(cap + 1, 'bigint');
  const end = plan.ascending ? 'max' : 'min';
  const counts = plan.conditions.map((arms, index) => {
    const [only] = arms;
    let rows: string;
    if (arms.length === 1 && only?.kind === 'token') {
      const where = `${armPredicate(only, 't', bind)}${bounds(plan, after, bind)}`;
      rows = `SELECT t.vid FROM ${schema}.token t WHERE ${where} ORDER BY t.vid ${direction(plan)} LIMIT ${limit}`;
    } else {
      rows = `SELECT NULL::bigint AS vid FROM (${collected(schema, arms, bind, limit)}) t LIMIT ${limit}`;
    }
    return `(SELECT count(*) AS n${index}, ${end}(t.vid) AS v${index} FROM (${rows}) t) AS c${index}`;
  });
  return { text: `SELECT * FROM ${counts.join(',\n')}`, values };
}

/**
 * One page: up to `limit` versions in page order.
 *
 * @param after the version id the page before ended with
 */
export function pageStatement(
  schema: string,
  plan: SearchPlan,
  strategy: Strategy,
  after: bigint | undefined,
  limit: number,
): Statement {
  const { values, bind } = binder();
  const order = direction(plan);
  const rows = bind(limit, 'bigint');
  const where = (...answered: readonly number[]): string =>
    bounds(plan, after, bind) + probes(schema, plan, answered, bind);
  let page: string;
  if (strategy.kind === 'walk') {
    const { condition } = strategy;
    const arms = condition === undefined ? [plan.wholeType] : tokensOf(plan, condition);
    const answered = condition === undefined ? [] : [condition];
    const [only] = arms;
    if (arms.length === 1 && only !== undefined) {
      const from =
        strategy.visits === undefined
          ? `${schema}.token t WHERE ${armPredicate(only, 't', bind)}`
          : `(SELECT t.vid, t.part FROM ${schema}.token t
              WHERE ${armPredicate(only, 't', bind)}${bounds(plan, after, bind)}
              ORDER BY t.vid ${order} LIMIT ${bind(strategy.visits, 'bigint')}) t WHERE true`;
      page = walk(only.repeats, `${from}${where(...answered)}`, order, rows);
    } else {
      // An ordered union: no page needs more than a page of each walk.
      const each = walk(true, `${schema}.token t WHERE ${ofArm('t')}${where(...answered)}`, order, rows);
      page = `SELECT DISTINCT ON (t.vid) t.vid, t.part FROM ${armList(arms, bind)}
        CROSS JOIN LATERAL (${each}) t ORDER BY t.vid ${order} LIMIT ${rows}`;
    }
  } else {
    const { source, answered } = candidates(schema, plan, strategy, bind);
    // Sorted first and asked then, so that asking ends with the page; OFFSET 0 keeps it in that order.
    page = `SELECT t.vid, t.part FROM (
        SELECT DISTINCT ON (t.vid) t.vid, t.part FROM (${source}) t ORDER BY t.vid ${order} OFFSET 0
      ) t WHERE true${where(...answered)} ORDER BY t.vid ${order} LIMIT ${rows}`;
  }
  // The lateral query cannot be flattened, so bodies are fetched by key whatever the planner expects.
  const bodies = `SELECT v.* FROM page CROSS JOIN LATERAL (
      SELECT ${versionColumns} FROM ${schema}.version v WHERE v.vid = page.vid AND v.part = page.part OFFSET 0
    ) v`;
  const text = `WITH page AS MATERIALIZED (${page})
    ${pageOfBodies(bodies, `vid ${order}`)} ORDER BY vid ${order}`;
  return { text, values };
}

/** How many resources match: `total`. */
export function totalStatement(schema: string, plan: SearchPlan, strategy: Strategy): Statement {
  const { values, bind } = binder();
  let source: string;
  let answered: readonly number[];
  if (strategy.kind === 'walk') {
    const { condition } = strategy;
    answered = condition === undefined ? [] : [condition];
    const arms: readonly Arm[] = condition === undefined ? [plan.wholeType] : plan.conditions[condition]!;
    source = collected(schema, arms, bind);
    const [only] = arms;
    if (arms.length > 1 || only?.kind !== 'token' || only.repeats)
      source = `SELECT DISTINCT t.vid, t.part FROM (${source}) t`;
  } else {
    const found = candidates(schema, plan, strategy, bind);
    answered = found.answered;
    source = `SELECT DISTINCT t.vid, t.part FROM (${found.source}) t`;
  }
  const text = `SELECT count(*) AS total FROM (SELECT * FROM (${source}) s OFFSET 0) t
    WHERE true${bounds(plan, undefined, bind)}${probes(schema, plan, answered, bind)}`;
  return { text, values };
}

function candidates(
  schema: string,
  plan: SearchPlan,
  strategy: Exclude<Strategy, { kind: 'walk' }>,
  bind: Bind,
): { readonly source: string; readonly answered: readonly number[] } {
  switch (strategy.kind) {
    case 'ids': {
      const ids = bind(plan.ids ?? [], 'text[]');
      const source = `SELECT r.vid, r.part FROM ${schema}.resource r
        WHERE r.id = ANY (${ids}) AND r.type = ${bind(plan.type, 'smallint')} AND NOT r.deleted`;
      return { source, answered: [] };
    }
    case 'collect': {
      const { conditions: answered } = strategy;
      const sets = answered.map((condition) => collected(schema, plan.conditions[condition]!, bind));
      const [only] = sets;
      // INTERSECT hashes or sorts its sets, whatever the planner expects of them; a join might loop.
      if (sets.length === 1) return { source: only!, answered };
      return {
        source: sets.map((set) => `(SELECT t.vid, t.part FROM (${set}) t)`).join(' INTERSECT '),
        answered,
      };
    }
    default:
      return strategy satisfies never;
  }
}

/** A walk through token rows in page order, up to `limit` resources, each once. */
function walk(repeats: boolean, from: string, order: string, limit: string): string {
  return `SELECT ${repeats ? 'DISTINCT ON (t.vid) ' : ''}t.vid, t.part FROM ${from} ORDER BY t.vid ${order} LIMIT ${limit}`;
}

/**
 * All rows that fulfil a condition, some perhaps more than once.
 *
 * @param limit no more than this of each range, in the order of its index: what makes the planner use it
 *   even where it thinks, rightly or not, that most of the table fulfils the condition
 */
function collected(schema: string, arms: readonly Arm[], bind: Bind, limit?: string): string {
  const tokens = arms.filter((arm) => arm.kind === 'token');
  const ranges = arms.filter((arm) => arm.kind === 'range');
  const queries = ranges.flatMap((arm) =>
    armRanges(arm, bind).map(
      ({ where, order }) =>
        `SELECT t.vid, t.part FROM ${schema}.${arm.table} t WHERE ${where}` +
        (limit === undefined ? '' : ` ORDER BY t.${order} LIMIT ${limit}`),
    ),
  );
  const [only] = tokens;
  if (tokens.length === 1 && only !== undefined)
    queries.push(`SELECT t.vid, t.part FROM ${schema}.token t WHERE ${armPredicate(only, 't', bind)}`);
  else if (tokens.length > 1)
    queries.push(
      `SELECT t.vid, t.part FROM ${armList(tokens, bind)}
       CROSS JOIN LATERAL (SELECT t.vid, t.part FROM ${schema}.token t WHERE ${ofArm('t')} OFFSET 0) t`,
    );
  return queries.map((query) => `(${query})`).join(' UNION ALL ');
}

/**
 * Asks the resource `t` for every condition but those that led to it. Scalar subqueries: the planner
 * cannot turn them into joins, which it would at wrong estimates.
 */
function probes(schema: string, plan: SearchPlan, answered: readonly number[], bind: Bind): string {
  return plan.conditions
    .map((arms, index) => (answered.includes(index) ? '' : ` AND (${probe(schema, arms, bind)})`))
    .join('');
}

function probe(schema: string, arms: readonly Arm[], bind: Bind): string {
  const tokens = arms.filter((arm) => arm.kind === 'token');
  const several = tokens.length > 1;
  const questions = arms
    .filter((arm) => arm.kind === 'range' || !several)
    .map((arm) => {
      const table = arm.kind === 'token' ? 'token' : arm.table;
      return `SELECT true FROM ${schema}.${table} b WHERE ${armPredicate(arm, 'b', bind)} AND ${sameResource} LIMIT 1`;
    });
  if (several)
    questions.push(
      `SELECT true FROM ${armList(tokens, bind)} CROSS JOIN LATERAL (
         SELECT 1 FROM ${schema}.token b WHERE ${ofArm('b')} AND ${sameResource} LIMIT 1
       ) found LIMIT 1`,
    );
  return questions.map((question) => `COALESCE((${question}), false)`).join(' OR ');
}

const sameResource = 'b.vid = t.vid AND b.part = t.part';

/** What holds of a token row for the arm `arm` of {@link armList}. */
function ofArm(alias: string): string {
  return `${alias}.hash = arm.hash AND (arm.system IS NULL OR ${alias}.system = arm.system)`;
}

function armList(arms: readonly TokenArm[], bind: Bind): string {
  const hashes = bind(
    arms.map(({ hash }) => toBigInt(hash)),
    'bigint[]',
  );
  const systems = bind(
    arms.map(({ system }) => system ?? null),
    'integer[]',
  );
  return `unnest(${hashes}, ${systems}) AS arm (hash, system)`;
}

function tokensOf(plan: SearchPlan, condition: number): readonly TokenArm[] {
  return plan.conditions[condition]!.map((arm) => {
    if (arm.kind === 'range') throw new TypeError('Only token rows are in page order');
    return arm;
  });
}

/** Where pages go on, and the spans of `_lastUpdated`, on the row `t`. */
function bounds(plan: SearchPlan, after: bigint | undefined, bind: Bind): string {
  let text = '';
  if (after !== undefined) text += ` AND t.vid ${plan.ascending ? '>' : '<'} ${bind(after, 'bigint')}`;
  for (const spans of plan.spans) {
    const within = spans.map(
      ({ low, high }) => `t.vid >= ${bind(low, 'bigint')} AND t.vid < ${bind(high, 'bigint')}`,
    );
    text +=
      within.length === 1 ? ` AND ${within[0]!}` : ` AND (${within.map((each) => `(${each})`).join(' OR ')})`;
  }
  return text;
}

function direction(plan: SearchPlan): 'ASC' | 'DESC' {
  return plan.ascending ? 'ASC' : 'DESC';
}

function binder(): { readonly values: unknown[]; readonly bind: Bind } {
  const values: unknown[] = [];
  return { values, bind: (value, type) => `$${values.push(value)}::${type}` };
}
