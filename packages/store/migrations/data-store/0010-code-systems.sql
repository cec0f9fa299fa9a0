-- Code systems that were loaded from the files of their publishers. The concepts of each release stand in tables of
-- its own, whose names end in its number (src/terminology/release-tables.ts): to replace one is to change these
-- rows, to remove one is to drop its tables.
CREATE TABLE code_system_release (
  release   integer      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind      text         NOT NULL,             -- icd10cm, rxnorm, loinc, snomed
  system    text         NOT NULL,
  version   text         NOT NULL,
  concepts  bigint       NOT NULL DEFAULT 0,
  begun     timestamptz  NOT NULL DEFAULT now(),
  loaded    timestamptz                        -- null while it is being loaded, and from when it was replaced
);
-- One release of each version is in use.
CREATE UNIQUE INDEX code_system_release_used ON code_system_release (system, version) WHERE loaded IS NOT NULL;
