-- The queue of import and export jobs, and what an import has done.

CREATE TABLE job (
  id char(32) PRIMARY KEY,
  -- Gives the order of the line: given out under a lock per data store and kind.
  sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  kind text NOT NULL CHECK (kind IN ('import', 'export')),
  data_store_id char(32) NOT NULL,
  name text,
  status text NOT NULL CHECK (status IN
    ('SUBMITTED', 'QUEUED', 'IN_PROGRESS', 'COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED')),
  submitted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  request jsonb NOT NULL,
  client_token text,
  message text,
  progress jsonb,
  -- Counts the times the job was taken: whoever holds an older number must not write for it.
  attempt int NOT NULL DEFAULT 0,
  -- Key of the advisory lock that the holder keeps while it lives.
  lease_owner int,
  lease_until timestamptz,
  -- An import: all its files stand in import_file.
  listed boolean NOT NULL DEFAULT false
);

-- Idempotency of Start*: one job a token.
CREATE UNIQUE INDEX job_client_token ON job (data_store_id, kind, client_token)
  WHERE client_token IS NOT NULL;
-- List*Jobs, newest first.
CREATE INDEX job_by_store ON job (data_store_id, kind, sequence DESC);
-- The line itself: few rows, whatever the history.
CREATE INDEX job_unfinished ON job (data_store_id, kind, sequence)
  WHERE status IN ('SUBMITTED', 'QUEUED', 'IN_PROGRESS');

-- The files of an import in the order they are read: the byte order of their keys.
CREATE TABLE import_file (
  job_id char(32) NOT NULL REFERENCES job ON DELETE CASCADE,
  ordinal int NOT NULL,
  key text NOT NULL,
  size bigint NOT NULL,
  etag text NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'imported', 'failed')),
  -- Why the file could not be read to its end.
  reason text,
  scanned bigint NOT NULL DEFAULT 0,
  imported bigint NOT NULL DEFAULT 0,
  imported_bytes bigint NOT NULL DEFAULT 0,
  customer_errors bigint NOT NULL DEFAULT 0,
  server_errors bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (job_id, ordinal)
);

-- The lines of a file that are stored: written in the transaction that stores them, which is what
-- makes every line count once, whenever the program dies. The log lines wait here too, as raw
-- deflate of NDJSON, until the file is done, its log is written, and these rows go.
CREATE TABLE import_range (
  job_id char(32) NOT NULL,
  ordinal int NOT NULL,
  first_line bigint NOT NULL,
  last_line bigint NOT NULL,
  -- Where the line after last_line begins in the uncompressed file.
  end_offset bigint NOT NULL,
  scanned int NOT NULL,
  imported int NOT NULL,
  imported_bytes bigint NOT NULL,
  customer_errors int NOT NULL,
  server_errors int NOT NULL,
  success_log bytea,
  failure_log bytea,
  PRIMARY KEY (job_id, ordinal, first_line),
  FOREIGN KEY (job_id, ordinal) REFERENCES import_file ON DELETE CASCADE
);
-- Deflated already.
ALTER TABLE import_range ALTER COLUMN success_log SET STORAGE EXTERNAL;
ALTER TABLE import_range ALTER COLUMN failure_log SET STORAGE EXTERNAL;
