-- What data has to be like here: packages (implementation guides), the level of validation, and a sign of change.

-- A package is seen once it is whole (ready). What was begun and never ended is removed by the next that is added.
CREATE TABLE package (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name     text COLLATE "C",              -- null until its package.json has been read
  version  text COLLATE "C",
  ready    boolean NOT NULL DEFAULT false,
  -- Moved on while it is being added: what stands still is abandoned.
  touched  timestamptz NOT NULL DEFAULT clock_timestamp(),
  digest   bytea,                         -- of what it holds, however it is packed
  manifest text,                          -- JSON: title, canonical, dependencies, and what it holds
  CHECK (NOT ready OR (name IS NOT NULL AND version IS NOT NULL AND digest IS NOT NULL AND manifest IS NOT NULL))
);
CREATE UNIQUE INDEX package_name ON package (name, version) WHERE ready;

CREATE TABLE package_resource (
  package  bigint   NOT NULL REFERENCES package ON DELETE CASCADE,
  ordinal  integer  NOT NULL,
  type     text     COLLATE "C" NOT NULL,
  url      text     COLLATE "C" NOT NULL,
  version  text     COLLATE "C",
  base     text     COLLATE "C",          -- of a profile: the type that it constrains
  body     bytea    NOT NULL,             -- compressed already
  PRIMARY KEY (package, ordinal)
);
ALTER TABLE package_resource ALTER COLUMN body SET STORAGE EXTERNAL;
-- Which package has http://...|1.0?
CREATE INDEX package_resource_url ON package_resource (type, url);
-- Which profiles does a package have for Patient?
CREATE INDEX package_resource_base ON package_resource (package, base) WHERE base IS NOT NULL;

-- One row a transaction that changed what validation and terminology go by: what was worked out before is out of
-- date once this table holds other rows. Rows are only added, so that no writer waits for another; version ids
-- would not do, since a lower one may be committed later.
CREATE TABLE conformance_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
);

CREATE FUNCTION note_conformance_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  here text := TG_TABLE_SCHEMA || ' ' || pg_current_xact_id();
BEGIN
  -- Once a transaction: an import may bring a million code systems.
  IF current_setting('wellspring.conformance', true) IS DISTINCT FROM here THEN
    EXECUTE format('INSERT INTO %I.conformance_change DEFAULT VALUES', TG_TABLE_SCHEMA);
    PERFORM set_config('wellspring.conformance', here, true);
  END IF;
  RETURN NULL;
END
$$;

-- 22 CodeSystem, 27 ConceptMap, 123 SearchParameter, 128 StructureDefinition, 144 ValueSet. Every write is a row of
-- `version`; erasing takes rows of `resource` away. AFTER, as in 0004: before a row, COPY could not write many at once.
CREATE TRIGGER conformance_change AFTER INSERT ON version FOR EACH ROW
  WHEN (NEW.type IN (22, 27, 123, 128, 144)) EXECUTE FUNCTION note_conformance_change();
CREATE TRIGGER conformance_change AFTER DELETE ON resource FOR EACH ROW
  WHEN (OLD.type IN (22, 27, 123, 128, 144)) EXECUTE FUNCTION note_conformance_change();
CREATE TRIGGER conformance_change AFTER UPDATE OF ready ON package FOR EACH ROW
  EXECUTE FUNCTION note_conformance_change();
CREATE TRIGGER conformance_removal AFTER DELETE ON package FOR EACH ROW
  WHEN (OLD.ready) EXECUTE FUNCTION note_conformance_change();

-- The level of validation where a request names none; no row: what the operator's setting says.
CREATE TABLE validation_setting (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  level  text NOT NULL CHECK (level IN ('strict', 'structure-only', 'minimal'))
);
-- What was taken yesterday is not refused today: data stores that are in use keep the level that they had.
INSERT INTO validation_setting (level)
  SELECT 'structure-only' WHERE EXISTS (SELECT FROM version);
