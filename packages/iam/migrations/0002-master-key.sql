-- A mark of the master key that secrets in this database are sealed with: one row, made at the first start. From the
-- mark nothing can be learnt of the key.
CREATE TABLE master_key (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  mark bytea NOT NULL
);
