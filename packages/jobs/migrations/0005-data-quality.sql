-- Jobs that report on the quality of the data of a data store, or of what an import wrote.

-- Which kinds there are is said in one place, the program (jobKinds): a list here would have to follow it.
ALTER TABLE job DROP CONSTRAINT job_kind_check;
ALTER TABLE job ADD CONSTRAINT job_kind_check CHECK (kind ~ '^[a-z]+(-[a-z]+)*$');

-- What an import has written: the version ids of each of its transactions, from the first to the last, of the node
-- that they name. Written in that transaction, a row for some 1,000 resources; it stays, so that what an import
-- wrote can be told from what others did meanwhile.
CREATE TABLE import_span (
  job_id char(32) NOT NULL REFERENCES job ON DELETE CASCADE,
  low bigint NOT NULL,
  high bigint NOT NULL,
  PRIMARY KEY (job_id, low)
);
