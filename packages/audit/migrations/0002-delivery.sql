-- Hours of the trail that are put into a bucket: planned first, carried out afterwards, again after a crash; the same
-- plan makes the same files. The last row is looked for by its number.
CREATE TABLE audit_delivery (
  number bigint PRIMARY KEY,
  from_block bigint NOT NULL,
  -- Less than from_block: nothing happened in this hour.
  to_block bigint NOT NULL,
  starts timestamptz NOT NULL,
  ends timestamptz NOT NULL,
  -- Set when it is done: what the next digest names.
  digest_key text,
  digest_hash text,
  signature text
);

-- One row: the key that digests are signed with, sealed under the master key.
CREATE TABLE audit_signing_key (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  sealed_key text NOT NULL,
  public_key bytea NOT NULL,
  created timestamptz NOT NULL DEFAULT now()
);
