-- The catalogue of data stores. Each one's resources are in a schema of its own, ds_<id>.
CREATE TABLE data_store (
  id            char(32)    NOT NULL PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  name          text,
  status        text        NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  deleted_at    timestamptz,
  -- What the control plane keeps of a store; the store itself reads none of it.
  properties    jsonb       NOT NULL DEFAULT '{}',
  client_token  text,
  -- Keys the hashes of the index and signs paging cursors. Gone with the row, so are both.
  secret        bytea       NOT NULL CHECK (octet_length(secret) = 32),
  -- Which extraction of index values the rows of this store were made with.
  extraction    integer     NOT NULL
);

-- A repeated CreateFHIRDatastore finds the store that its token made.
CREATE UNIQUE INDEX data_store_client_token ON data_store (client_token) WHERE client_token IS NOT NULL;

-- ListFHIRDatastores: newest first.
CREATE INDEX data_store_created ON data_store (created_at, id);
