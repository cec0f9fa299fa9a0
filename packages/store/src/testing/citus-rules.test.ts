import { describe, expect, it } from 'vitest';
import { citusFault } from './citus-rules.js';

const store = `ds_${'0'.repeat(32)}`;

describe('what Citus carries out in one shard', () => {
  it.each([
    `SELECT * FROM ${store}_1.token t JOIN ${store}_1.version v ON v.vid = t.vid AND v.part = t.part`,
    `WITH page AS MATERIALIZED (SELECT vid FROM ${store}_3.token LIMIT 5) SELECT * FROM page`,
    `SELECT part FROM ${store}.identity WHERE id = $1::text AND type = $2::smallint FOR UPDATE`,
    `SELECT id, part FROM ${store}.identity WHERE id = ANY ($1::text[])`,
    `SELECT u.key FROM unnest($1::bigint[]) AS u (key) WHERE EXISTS (SELECT FROM ${store}.dictionary d WHERE d.key = u.key)`,
    `INSERT INTO ${store}.token (hash, vid, part, system) SELECT hash, vid, part, system FROM unnest($1::bigint[]) AS u (hash)`,
    `INSERT INTO ${store}.identity (id, type, part) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    `INSERT INTO ${store}.version (vid, part) SELECT vid, 7 FROM ${store}_2.version WHERE vid = ANY ($1::bigint[])`,
    `UPDATE ${store}.resource SET vid = $1::bigint WHERE part = $2::integer AND id = $3::text`,
    `DELETE FROM ${store}.token t USING unnest($2::bigint[]) AS k (hash) WHERE t.part = $1::integer AND t.hash = k.hash`,
    `COPY ${store}.token (hash, vid, part, system) FROM STDIN (FORMAT binary)`,
    `LOCK TABLE ${store}.writing IN ROW EXCLUSIVE MODE`,
    `VACUUM (ANALYZE) ${store}.token`,
    `SELECT * FROM ${store}.search_parameter`,
  ])('%s', (statement) => {
    expect(citusFault(statement)).toBeUndefined();
  });
});

describe('what it does not', () => {
  it.each([
    [`SELECT * FROM ${store}_1.token t JOIN ${store}_2.version v ON v.vid = t.vid`, 'two shards'],
    [`SELECT * FROM ${store}_1.token t JOIN ${store}.version v ON v.vid = t.vid`, 'with whole tables'],
    [`SELECT * FROM ${store}.token WHERE hash = $1`, 'whole table'],
    [`SELECT * FROM ${store}.package p JOIN ${store}_1.token t ON true`, 'of the coordinator'],
    [`SELECT 1 FROM ${store}.identity WHERE id = ANY ($1::text[]) FOR UPDATE`, 'locks rows of several'],
    [`SELECT 1 FROM ${store}_1.resource WHERE id = $1 FOR UPDATE`, 'locks through a view'],
    [
      `WITH a AS (INSERT INTO ${store}.version (vid, part) VALUES ($1, $2)) SELECT 1`,
      'writes within a query',
    ],
    [`INSERT INTO ${store}.token (hash, vid, system) VALUES ($1, $2, $3)`, 'without their place'],
    [`INSERT INTO ${store}.token (hash, part) SELECT hash, part FROM ${store}.token`, 'reads whole tables'],
    [
      `INSERT INTO ${store}.identity (id) SELECT id FROM unnest($1::text[]) AS u (id) ON CONFLICT DO NOTHING`,
      'and more',
    ],
    [`UPDATE ${store}.resource SET vid = $1::bigint WHERE id = $2::text`, 'for no one part'],
    [`UPDATE ${store}.resource SET part = $1::integer WHERE part = $2::integer`, 'changes part'],
    [
      `DELETE FROM ${store}.token t USING unnest($1::integer[]) AS k (part) WHERE t.part = k.part`,
      'no one part',
    ],
    [`DELETE FROM ${store}.version WHERE part = $1::integer OR vid = $2`, 'no one part'],
    [`DELETE FROM ${store}_1.version WHERE vid = $1`, 'through a view'],
    [`COPY ${store}.token (hash, vid, system) FROM STDIN (FORMAT binary)`, 'without their place'],
    [`LOCK TABLE ${store}.version IN ROW EXCLUSIVE MODE`, 'LOCK is not for'],
    [`CREATE TRIGGER t AFTER INSERT ON ${store}.version EXECUTE FUNCTION f()`, 'CREATE is not for'],
  ])('%s', (statement, fault) => {
    expect(citusFault(statement)).toContain(fault);
  });
});
