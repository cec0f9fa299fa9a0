-- What the whole of search needs (docs/adr/0009-search-over-narrow-tables.md). Every index row changes, so
-- they are all made anew: the program does that at its start, by data_store.extraction.
TRUNCATE token, string, date, number, quantity;

-- Chains and _has go from a reference to the resource it leads to by the hash that both have.
ALTER TABLE resource ADD self bigint;
UPDATE resource r SET self = v.self FROM version v WHERE v.vid = r.vid AND v.part = r.part;
ALTER TABLE resource ALTER self SET NOT NULL;
CREATE INDEX resource_self ON resource (self);

-- subject=Patient/1: H('Patient/1') XOR H(type, 'subject'). A table of its own, since it is also gone
-- through from the resource that refers: "which resources does this one lead to?".
CREATE TABLE reference (
  hash     bigint   NOT NULL,
  vid      bigint   NOT NULL,
  part     integer  NOT NULL,
  PRIMARY KEY (hash, vid, part)
);
CREATE INDEX reference_vid ON reference (vid, hash);

-- The distinct values of what is searched by a part of them, with the hash of their token rows: texts of
-- codes (:text), URIs (:below), and which parameters the resources of a type have (:missing).
CREATE TABLE dictionary (
  key      bigint   NOT NULL,
  hash     bigint   NOT NULL,
  value    text     COLLATE "C" NOT NULL,
  PRIMARY KEY (key, value, hash)
);

-- name:exact=X. Hash of the text as it stands; 0 for the later words of a family name.
ALTER TABLE string ADD exact bigint NOT NULL;

-- value-quantity=5.4|http://unitsofmeasure.org|g: hash of key and base unit, and the interval in base
-- units; 0 where the unit is none of UCUM.
ALTER TABLE quantity ADD canonical bigint NOT NULL,
  ADD canonical_low float8 NOT NULL,
  ADD canonical_high float8 NOT NULL;
CREATE INDEX quantity_canonical_low ON quantity (canonical, canonical_low, vid)
  INCLUDE (canonical_high, part, system) WHERE canonical <> 0;
CREATE INDEX quantity_canonical_high ON quantity (canonical, canonical_high, vid)
  INCLUDE (canonical_low, part, system) WHERE canonical <> 0 AND canonical_high <> canonical_low;

-- A range of dates is read from its index alone: 3,000 rows of one month lie on as many pages.
DROP INDEX date_low;
CREATE INDEX date_low ON date (key, low, vid) INCLUDE (high, part, system);

-- The few long intervals, too: else a plan that has to do for any key takes the index above for them, from its
-- beginning.
DROP INDEX date_high, number_high, quantity_high;
CREATE INDEX date_high ON date (key, high, vid) INCLUDE (low, part, system)
  WHERE high / 2 - low / 2 > 43200000000;
CREATE INDEX number_high ON number (key, high, vid) INCLUDE (low, part, system) WHERE high <> low;
CREATE INDEX quantity_high ON quantity (key, high, vid) INCLUDE (low, part, system, coded, code, unit)
  WHERE high <> low;

-- _text and _content: the distinct words of a resource; those of its narrative again with a # before them.
CREATE TABLE words (
  vid      bigint   NOT NULL,
  part     integer  NOT NULL,
  words    tsvector NOT NULL
);
CREATE INDEX words_words ON words USING gin (words);
CREATE INDEX words_vid ON words (vid);
