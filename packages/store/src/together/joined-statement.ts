import type { Statement } from '../write/versions-statement.js';

/** A statement that answers one for several sets of values at once. */
export interface JoinedStatement {
  /** Its rows have a `place` more: for which of the sets they are, from 1 on. */
  readonly text: string;
  /** The types of the values of a set, in their order. */
  readonly types: readonly string[];
}

/** A value as `createSqlBuilder` writes it. */
const value = /\$(\d+)::([a-z0-9]+)(\[\])?/g;

/** Types of which arrays come by themselves. */
const elements: ReadonlySet<string> = new Set(['smallint', 'integer', 'bigint', 'float8', 'text']);

/**
 * Joins a statement with a list of sets of values. PostgreSQL has no other way to carry it out than the statement itself,
 * set by set, in the order of the list: it is lateral, has a LIMIT and parts of its own, and cannot be flattened. So the
 * rows of a set are in the order that the statement gives them.
 *
 * @returns undefined where a value is a list itself, or of a type of which there are no lists
 */
export function joinedStatement(text: string): JoinedStatement | undefined {
  const found = new Map<number, string>();
  for (const [, number, type, list] of text.matchAll(value)) {
    if (list !== undefined || !elements.has(type!)) return undefined;
    // A value that stands in two places has one type.
    if ((found.get(Number(number)) ?? type) !== type) return undefined;
    found.set(Number(number), type!);
  }
  const own = text.replaceAll(value, 'k.a$1');
  const types = [...found].toSorted(([a], [b]) => a - b).map(([, type]) => type);
  if (own.includes('$') || Math.max(...found.keys()) !== types.length) return undefined;
  const lists = types.map((type, at) => `$${at + 1}::${type}[]`).join(', ');
  const names = types.map((_, at) => `a${at + 1}`).join(', ');
  return {
    types,
    text: `SELECT k.place::integer AS place, p.* FROM unnest(${lists}) WITH ORDINALITY AS k (${names}, place)
      CROSS JOIN LATERAL (${own}) p`,
  };
}

/** Statements that are kept; their texts have some thousand characters. */
const most = 200;
const longest = 8 * 1_024;

/** Remembers how statements are joined. */
export function createJoinedStatements(): (statement: Statement) => JoinedStatement | undefined {
  const known = new Map<string, JoinedStatement | undefined>();
  return ({ text, values }) => {
    if (text.length > longest) return undefined;
    if (!known.has(text)) {
      if (known.size >= most) known.clear();
      known.set(text, joinedStatement(text));
    }
    const joined = known.get(text);
    return joined?.types.length === values.length ? joined : undefined;
  };
}
