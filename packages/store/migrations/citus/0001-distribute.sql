-- Spreads an empty data store over the nodes of Citus (docs/adr/0020-a-store-of-shards.md). Run after the migrations of
-- data-store, once, with search_path set to ds_<id>, on the coordinator.
--
-- Rows lie by part. There are exactly as many parts as shards, each in a shard of its own, so a statement that names a
-- part is one for one shard, and Citus hands it on as it is, whatever it does: what concerns several shards the program
-- asks each of them.
--
-- All of a resource, its history and its index rows, lies in one part; which, says identity.
DO $$
BEGIN
  IF EXISTS (SELECT FROM version) THEN
    RAISE EXCEPTION 'The data store has resources already; only a new one can be distributed';
  END IF;
END
$$;

-- Citus has no triggers on distributed tables. What these guard every writer does itself, under the lock of `writing`:
-- he takes version ids behind the fence, compares the generation of the search parameters, and notes what validation
-- goes by (src/distribution).
DROP TRIGGER IF EXISTS change_fence ON version;
DROP TRIGGER IF EXISTS parameter_generation ON version;
DROP TRIGGER IF EXISTS conformance_change ON version;
DROP TRIGGER IF EXISTS conformance_change ON resource;

-- Writers of versions hold this (ROW EXCLUSIVE) from before they take an id until they are committed on every node, as
-- they hold `version` itself where that is one table. On the coordinator only.
CREATE TABLE writing ();
-- Who takes a resource from one part to another holds this (ROW EXCLUSIVE); who asks several shards for one answer holds
-- it against them (SHARE), or he might see the resource in neither, or in both.
CREATE TABLE moving ();

-- What is unique holds within a part; (type, id) is unique over all of them by identity.
ALTER TABLE resource DROP CONSTRAINT resource_pkey, ADD PRIMARY KEY (id, type, part);
ALTER TABLE superseded DROP CONSTRAINT superseded_pkey, ADD PRIMARY KEY (id, type, version, part);

-- The guard of every write and the way from an id to its part. The columns of resource, since both are written alike.
CREATE TABLE identity (
  vid      bigint   NOT NULL,
  part     integer  NOT NULL,
  version  integer  NOT NULL,
  type     smallint NOT NULL,
  deleted  boolean  NOT NULL,
  id       text     COLLATE "C" NOT NULL,
  self     bigint   NOT NULL,
  PRIMARY KEY (id, type)
);

-- A resource can be in the compartments of several patients. It lies with the first; for each of the others there is
-- a row here, in that patient's part: where else is something of him? Never taken back: a part too many is asked then.
CREATE TABLE guest (
  patient  bigint   NOT NULL,             -- H('Patient/id')
  part     integer  NOT NULL,
  host     integer  NOT NULL,             -- the part that has something of the patient's
  PRIMARY KEY (patient, part, host)
);

-- A shard is moved to another node, while it is written to, by what identifies a row: these tables have no key.
ALTER TABLE string REPLICA IDENTITY FULL;
ALTER TABLE date REPLICA IDENTITY FULL;
ALTER TABLE number REPLICA IDENTITY FULL;
ALTER TABLE quantity REPLICA IDENTITY FULL;
ALTER TABLE words REPLICA IDENTITY FULL;

SELECT create_distributed_table('version', 'part', colocate_with => 'none');
SELECT create_distributed_table('resource', 'part', colocate_with => 'version');
SELECT create_distributed_table('superseded', 'part', colocate_with => 'version');
SELECT create_distributed_table('token', 'part', colocate_with => 'version');
SELECT create_distributed_table('reference', 'part', colocate_with => 'version');
SELECT create_distributed_table('string', 'part', colocate_with => 'version');
SELECT create_distributed_table('date', 'part', colocate_with => 'version');
SELECT create_distributed_table('number', 'part', colocate_with => 'version');
SELECT create_distributed_table('quantity', 'part', colocate_with => 'version');
SELECT create_distributed_table('words', 'part', colocate_with => 'version');
SELECT create_distributed_table('guest', 'part', colocate_with => 'version');
SELECT create_distributed_table('identity', 'id', colocate_with => 'none');
-- Asked together with index rows of every shard.
SELECT create_reference_table('dictionary');

-- Of each shard a number that Citus puts there: the value of `part` that its rows have. Never changed: rows have them.
CREATE TABLE shard (
  number   integer  PRIMARY KEY,
  part     integer  NOT NULL UNIQUE
);
-- By chance the 27,000th number is in the last of 1,024 shards; of 100,000 none is missed.
INSERT INTO shard (number, part)
  SELECT row_number() OVER (ORDER BY part) - 1, part FROM (
    SELECT min(candidate) AS part FROM (
      SELECT candidate, get_shard_id_for_distribution_column('version', candidate) AS place
      FROM generate_series(1, 100000) AS candidate
    ) placed GROUP BY place
  ) first;

-- One shard, to be read as if it were a data store by itself: views that name its part, so that every statement on
-- them is one for that shard. They are for the coordinator alone, which resolves them before it looks for shards.
SELECT set_config('citus.enable_ddl_propagation', 'off', true);
DO $$
DECLARE
  one   record;
  named text;
BEGIN
  FOR one IN SELECT number, part FROM shard LOOP
    EXECUTE format('CREATE SCHEMA %I', current_schema() || '_' || one.number);
    FOREACH named IN ARRAY ARRAY['version', 'resource', 'superseded', 'token', 'reference', 'string', 'date', 'number',
      'quantity', 'words', 'guest'] LOOP
      EXECUTE format('CREATE VIEW %I.%I AS SELECT * FROM %I.%I WHERE part = %s',
        current_schema() || '_' || one.number, named, current_schema(), named, one.part);
    END LOOP;
    EXECUTE format('CREATE VIEW %I.dictionary AS SELECT * FROM %I.dictionary',
      current_schema() || '_' || one.number, current_schema());
  END LOOP;
END
$$;
SELECT set_config('citus.enable_ddl_propagation', 'on', true);
