-- Search parameters of the data store's own: SearchParameter resources that clients or packages bring
-- (docs/search-parameters.md). Few rows: 500 that are indexed at most.

-- Every definition that there may be index rows of. A changed definition is another row: the number is part of the
-- keys of its index rows, and never comes again.
CREATE TABLE search_parameter (
  number      integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  url         text        NOT NULL,
  code        text        NOT NULL,
  -- What of it makes index rows, hashed: the same definition keeps its number.
  fingerprint text        NOT NULL,
  definition  jsonb       NOT NULL,
  -- registered, building: whatever is written is indexed by it, what was there before may not be yet.
  -- active: searches are answered. retiring: no more. removing: what is left of its rows is being removed.
  state       text        NOT NULL CHECK (state IN ('registered', 'building', 'active', 'retiring', 'removing')),
  changed_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What became of each SearchParameter resource: the definition it is indexed by, and what of it cannot be.
CREATE TABLE search_parameter_source (
  -- 'SearchParameter/id', or 'name@version' of a package with '#' and a number.
  source   text  COLLATE "C" PRIMARY KEY,
  url      text  NOT NULL,
  code     text  NOT NULL,
  number   integer,
  refusals jsonb NOT NULL
);

-- What the table above was made of: where the resources, or the packages, differ from that, they are looked at again.
CREATE TABLE search_parameter_reading (
  single    boolean PRIMARY KEY DEFAULT true CHECK (single),
  signature text    NOT NULL
);
INSERT INTO search_parameter_reading (signature) VALUES ('');

-- Goes up after each change of what is to be indexed. A sequence, since it is read as it stands at that moment, not
-- as of a snapshot; NULL until there is the first own parameter.
CREATE SEQUENCE parameter_generation;

-- 40001: to be done again, with the search parameters that there are now.
CREATE FUNCTION refuse_other_parameters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The version was indexed by other search parameters than there are now' USING
    ERRCODE = 'serialization_failure', CONSTRAINT = 'parameter_generation';
END
$$;

-- No version comes to be that was indexed by an old list of search parameters, whoever writes it: whatever node,
-- import worker or version of the program. wellspring.parameters: the generation it was indexed by; not set: by
-- R4's alone, which is generation 0.
CREATE TRIGGER parameter_generation AFTER INSERT ON version FOR EACH ROW
  WHEN (COALESCE(NULLIF(current_setting('wellspring.parameters', true), '')::bigint, 0)
    <> COALESCE(pg_sequence_last_value('parameter_generation'::regclass), 0))
  EXECUTE FUNCTION refuse_other_parameters();
