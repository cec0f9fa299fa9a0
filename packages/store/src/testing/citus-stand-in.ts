import type { Database } from '@wellspring/database';
import { testShards } from '@wellspring/database/testing';
// Only tests import this file.

/**
 * Functions with the names of Citus's for a PostgreSQL without it. They note what is to be distributed, refuse what
 * Citus refuses of a table (https://docs.citusdata.com/en/stable/develop/reference_ddl.html), and leave the rows where
 * they are: what the program asks and writes on its way for Citus is so compared with what plain tables give. They say
 * nothing of what Citus does with it; that is what `citus-rules.ts` is for.
 */
export async function installCitusStandIn(database: Database, schema: string): Promise<void> {
  // Citus has them where every search path leads; here they are beside the tables of the one data store.
  await database.transaction(async (client) => {
    await client.query(`CREATE SCHEMA ${schema}; SET LOCAL search_path = ${schema}; ${standIn}`);
  });
}

const standIn = `
CREATE TABLE citus_stand_in (
  relation   regclass PRIMARY KEY,
  method     text NOT NULL,
  distributed_by text,
  colocation regclass
);

CREATE FUNCTION create_distributed_table(
  table_name regclass, distribution_column text, colocate_with text DEFAULT 'default'
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  colocated regclass := CASE WHEN colocate_with IN ('default', 'none') THEN NULL ELSE colocate_with::regclass END;
  attribute smallint;
BEGIN
  SELECT attnum INTO STRICT attribute FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column;
  IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = table_name AND NOT tgisinternal) THEN
    RAISE EXCEPTION 'triggers are not supported on distributed tables';
  END IF;
  IF EXISTS (SELECT FROM pg_index WHERE indrelid = table_name AND indisunique AND NOT attribute = ANY (indkey::smallint[])) THEN
    RAISE EXCEPTION 'cannot create constraint on "%"', table_name USING
      DETAIL = 'Distributed relations cannot have UNIQUE, EXCLUDE, or PRIMARY KEY constraints that do not include the partition column (with an equality operator if EXCLUDE).';
  END IF;
  IF EXISTS (SELECT FROM pg_constraint WHERE contype IN ('f', 'x') AND (conrelid = table_name OR confrelid = table_name)) THEN
    RAISE EXCEPTION 'cannot create foreign key constraint since it is not looked at here';
  END IF;
  INSERT INTO citus_stand_in VALUES (table_name, 'hash', distribution_column, COALESCE(colocated, table_name));
END $$;

CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = table_name AND NOT tgisinternal) THEN
    RAISE EXCEPTION 'triggers are not supported on reference tables';
  END IF;
  INSERT INTO citus_stand_in VALUES (table_name, 'reference', NULL, NULL);
END $$;

CREATE FUNCTION get_shard_id_for_distribution_column(table_name regclass, value integer)
  RETURNS bigint LANGUAGE sql AS $$ SELECT 102008 + abs(hashint4(value)::bigint) % ${testShards} $$;
`;
