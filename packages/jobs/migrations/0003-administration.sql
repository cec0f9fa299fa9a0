-- Jobs that delete or change many resources of a data store: $bulk-delete, $erase, $purge, $bulk-patch.

ALTER TABLE job DROP CONSTRAINT job_kind_check;
ALTER TABLE job ADD CONSTRAINT job_kind_check
  CHECK (kind IN ('import', 'export', 'bulk-delete', 'erase', 'purge', 'bulk-patch'));

-- How far such a job is: written in the transaction that changes the resources, which is what makes each
-- resource count once, whenever the program dies.
CREATE TABLE administration_state (
  job_id char(32) PRIMARY KEY REFERENCES job ON DELETE CASCADE,
  phase int NOT NULL,
  -- What it goes on after: a version id, or how many of the ids it was given are done.
  place text,
  progress jsonb NOT NULL
);

-- The first resources that a $bulk-patch left as they were, and why; without anything they hold.
CREATE TABLE administration_note (
  job_id char(32) NOT NULL REFERENCES job ON DELETE CASCADE,
  outcome text NOT NULL CHECK (outcome IN ('failed', 'skipped')),
  ordinal int NOT NULL,
  resource text NOT NULL,
  message text NOT NULL,
  PRIMARY KEY (job_id, outcome, ordinal)
);
