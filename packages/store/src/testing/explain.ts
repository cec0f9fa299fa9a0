import type { Database } from '@wellspring/database';
import pg from 'pg';
import type { Statement } from '../write/versions-statement.js';

/** A node of a plan, as EXPLAIN writes it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The node and all below it. */
export function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

/** The plan that a prepared statement runs by, whatever its values, and what a run of it touches. */
export function explainGeneric(database: Database, { text, values }: Statement): Promise<PlanNode> {
  return database.transaction(async (client) => {
    await client.query('SET LOCAL plan_cache_mode = force_generic_plan');
    await client.query(`PREPARE explained AS ${text}`);
    const list = values.length === 0 ? '' : `(${values.map(literal).join(', ')})`;
    const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE explained${list}`,
    );
    await client.query('DEALLOCATE explained');
    return rows[0]!['QUERY PLAN'][0].Plan;
  });
}

function literal(value: unknown): string {
  if (!Array.isArray(value)) return pg.escapeLiteral(String(value));
  return pg.escapeLiteral(
    `{${value.map((each: bigint | number | string | null) => (each === null ? 'NULL' : JSON.stringify(String(each)))).join(',')}}`,
  );
}

/** Whole tables that are read; the dictionary is small. */
export function tablesRead(plan: PlanNode): readonly string[] {
  return nodesOf(plan).flatMap((node) =>
    node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'dictionary'
      ? [node['Relation Name'] ?? '']
      : [],
  );
}

/** Pages of 8 KiB, from memory or not. */
export function pagesTouched(plan: PlanNode): number {
  return (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
}
