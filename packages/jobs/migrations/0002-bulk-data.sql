-- FHIR Bulk Data: exports that can be cancelled, whose files are served, and are removed after a time.

ALTER TABLE job DROP CONSTRAINT job_status_check;
ALTER TABLE job ADD CONSTRAINT job_status_check CHECK (status IN
  ('SUBMITTED', 'QUEUED', 'IN_PROGRESS', 'COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED',
   'CANCEL_SUBMITTED', 'CANCEL_COMPLETED'));

-- An export: the moment it is of.
ALTER TABLE job ADD transaction_time timestamptz;
-- Its client has cancelled it, or has all it wanted of it: it is not to be seen through the data plane.
ALTER TABLE job ADD released_at timestamptz;
-- Its files are in the program's own place, until when, and when they were removed from there.
ALTER TABLE job ADD own_files boolean NOT NULL DEFAULT false;
ALTER TABLE job ADD expires_at timestamptz;
ALTER TABLE job ADD files_removed_at timestamptz;

-- What is left to remove: few rows, whatever the history.
CREATE INDEX job_own_files ON job (sequence) WHERE own_files AND files_removed_at IS NULL;
CREATE INDEX job_cancelled ON job (sequence) WHERE status = 'CANCEL_SUBMITTED';

-- The files of an export that has ended, in the order of its manifest.
CREATE TABLE export_file (
  job_id char(32) NOT NULL REFERENCES job ON DELETE CASCADE,
  ordinal int NOT NULL,
  section text NOT NULL CHECK (section IN ('output', 'deleted')),
  type text NOT NULL,
  -- Below the job's folder: Patient/Patient-0.ndjson
  name text NOT NULL,
  count bigint NOT NULL,
  bytes bigint NOT NULL,
  PRIMARY KEY (job_id, ordinal),
  UNIQUE (job_id, name)
);
