-- Tags of data stores. ListTagsForResource reads them in key order: one range of the key.
CREATE TABLE tag (
  data_store_id char(32) NOT NULL,
  key text COLLATE "C" NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (data_store_id, key)
);

-- One row: what NextTokens are authenticated with, the same on every node.
CREATE TABLE control_secret (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  secret bytea NOT NULL CHECK (octet_length(secret) = 32)
);
