-- One data store. Names carry no schema: search_path is set to ds_<id>.
--
-- vid  (microseconds since 2020 << 10) | node: a version's name, its time and its place in pages.
-- part Hash of the patient whose compartment the resource is in, or of the resource itself: what is
--      asked about one patient stays in one place once these tables are distributed.
-- Columns stand in an order that leaves no gaps between them; a row's header is 24 bytes already.

-- Every version there ever was. Read by (vid, part) only.
CREATE TABLE version (
  vid      bigint   NOT NULL,
  self     bigint   NOT NULL,             -- hash of 'Type/id': what a reference to it hashes to
  part     integer  NOT NULL,
  version  integer  NOT NULL,
  type     smallint NOT NULL,
  method   smallint NOT NULL,             -- 1 create, 2 update, 3 delete
  id       text     COLLATE "C" NOT NULL,
  body     bytea,                         -- compressed already; null for a delete
  PRIMARY KEY (vid, part)
);
-- In CREATE TABLE this has a place from PostgreSQL 16 on only.
ALTER TABLE version ALTER COLUMN body SET STORAGE EXTERNAL;

-- The current version of each resource. Distributed by id, so that (type, id) stays unique.
CREATE TABLE resource (
  vid      bigint   NOT NULL,
  part     integer  NOT NULL,
  version  integer  NOT NULL,
  type     smallint NOT NULL,
  deleted  boolean  NOT NULL,
  id       text     COLLATE "C" NOT NULL,
  PRIMARY KEY (id, type)
);

-- Versions that were replaced: a resource's history is these and the current one. An import of new
-- resources writes nothing here.
CREATE TABLE superseded (
  vid      bigint   NOT NULL,
  part     integer  NOT NULL,
  version  integer  NOT NULL,
  type     smallint NOT NULL,
  id       text     COLLATE "C" NOT NULL,
  PRIMARY KEY (id, type, version)
);

-- Below: index values of current versions. "system" is the short hash of the system of a token, or of
-- the first token in a composite; 0 says there is none. It takes room that alignment would waste.

-- code=X, patient=X, url=X and every AND of them: ranges of this one B-tree, in page order already.
-- hash: of (type, parameter, code) or of (type, parameter, system), URI, reference; (type, '_type').
CREATE TABLE token (
  hash     bigint   NOT NULL,
  vid      bigint   NOT NULL,
  part     integer  NOT NULL,
  system   integer  NOT NULL,
  PRIMARY KEY (hash, vid, part, system)
);

-- key: hash of (type, parameter), in a composite of (type, parameter, its token's code).
-- name=X: values that begin with X. Normalised, at most 256 characters of it.
CREATE TABLE string (
  key      bigint   NOT NULL,
  vid      bigint   NOT NULL,
  part     integer  NOT NULL,
  system   integer  NOT NULL,
  value    text     COLLATE "C" NOT NULL
);
CREATE INDEX string_value ON string (key, value, vid);
-- In each of these tables: to ask one resource for its values, and to remove them.
CREATE INDEX string_vid ON string (vid, key);

-- date=X: [low, high) in microseconds since 1970; bigint's ends are open ends. What lasts a day at most
-- is found by where it begins; the rest has an index by where it ends, so both are bounded ranges.
CREATE TABLE date (
  key      bigint   NOT NULL,
  vid      bigint   NOT NULL,
  low      bigint   NOT NULL,
  high     bigint   NOT NULL,
  part     integer  NOT NULL,
  system   integer  NOT NULL
);
CREATE INDEX date_low ON date (key, low, vid);
-- high / 2 - low / 2: a difference of bigints may overflow, a difference of their halves may not.
CREATE INDEX date_high ON date (key, high, vid) WHERE high / 2 - low / 2 > 43200000000;
CREATE INDEX date_vid ON date (vid, key);

-- probability=X: [low, high], the same number twice for all but ranges. For a composite of two
-- numbers low is the first and high the second.
CREATE TABLE number (
  key      bigint   NOT NULL,
  vid      bigint   NOT NULL,
  low      float8   NOT NULL,
  high     float8   NOT NULL,
  part     integer  NOT NULL,
  system   integer  NOT NULL
);
CREATE INDEX number_low ON number (key, low, vid);
CREATE INDEX number_high ON number (key, high, vid) WHERE high <> low;
CREATE INDEX number_vid ON number (vid, key);

-- value-quantity=X: as number, with short hashes of the coded unit with its system, of its code, and
-- of the unit as people write it; 0 says there is none.
CREATE TABLE quantity (
  key      bigint   NOT NULL,
  vid      bigint   NOT NULL,
  low      float8   NOT NULL,
  high     float8   NOT NULL,
  part     integer  NOT NULL,
  system   integer  NOT NULL,
  coded    integer  NOT NULL,
  code     integer  NOT NULL,
  unit     integer  NOT NULL
);
CREATE INDEX quantity_low ON quantity (key, low, vid);
CREATE INDEX quantity_high ON quantity (key, high, vid) WHERE high <> low;
CREATE INDEX quantity_vid ON quantity (vid, key);
