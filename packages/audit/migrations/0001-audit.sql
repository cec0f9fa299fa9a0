-- The trail: blocks of events, each chained to the one before by its hash. Nothing reads a block but by its number
-- or by the time at which it was written, which grows with it, and nothing but the retention ever takes one away.
CREATE TABLE audit_block (
  -- 1, 2, 3 ...: the chain is whole where none is missing.
  number bigint PRIMARY KEY,
  -- By the clock of the node that wrote it, never before the block in front of it.
  written timestamptz NOT NULL,
  -- The number of its first event, counted from the first of the trail: 0, 1, 2 ...
  first bigint NOT NULL,
  events int NOT NULL CHECK (events > 0),
  -- Which key the block was signed with.
  key_id bytea NOT NULL CHECK (octet_length(key_id) = 4),
  -- Of each event the first eight bytes of its SHA-256: they tell which one was altered.
  marks bytea NOT NULL CHECK (octet_length(marks) = 8 * events),
  -- The events, a line each, deflated.
  body bytea NOT NULL,
  -- SHA-256 over the hash of the block before and all of the above.
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  -- HMAC-SHA-256 of the hash, by a key that is not in this database.
  mac bytea NOT NULL CHECK (octet_length(mac) = 32)
);
-- Deflated already.
ALTER TABLE audit_block ALTER COLUMN body SET STORAGE EXTERNAL;
-- The last block that the retention has removed, signed: what is left begins right after it. The latest row counts.
CREATE TABLE audit_base (
  number bigint PRIMARY KEY,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  key_id bytea NOT NULL CHECK (octet_length(key_id) = 4),
  mac bytea NOT NULL CHECK (octet_length(mac) = 32),
  removed timestamptz NOT NULL
);

-- Keeps honest programs honest. Whoever owns the table can remove it, and is found out by the hashes and MACs.
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $append_only$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END
$append_only$;

-- Six years (45 CFR 164.316(b)(2)) at the very least, whatever a program asks for.
CREATE FUNCTION audit_keep_six_years() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
  IF current_setting('wellspring.audit_retention', true) = 'on'
     AND OLD.written < now() - interval '2190 days' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END
$keep$;

CREATE TRIGGER append_only BEFORE UPDATE ON audit_block FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_block FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER keep_six_years BEFORE DELETE ON audit_block FOR EACH ROW EXECUTE FUNCTION audit_keep_six_years();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_base FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_base FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
