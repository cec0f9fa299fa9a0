-- People who log in at the built-in authorization server. An account belongs to one data store.
CREATE TABLE authorization_account (
  id uuid PRIMARY KEY,
  data_store_id char(32) NOT NULL,
  username text COLLATE "C" NOT NULL,
  -- scrypt$N$r$p$salt$hash
  password text NOT NULL,
  -- Whoever logged in before that has to do so again.
  password_changed_at timestamptz NOT NULL DEFAULT now(),
  name text NOT NULL,
  -- Patient/1, Practitioner/5: a reference below the FHIR base.
  fhir_user text NOT NULL,
  -- Ids of the patients that the person may act for; NULL: any of the data store.
  patients text[],
  disabled boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (data_store_id, username)
);

-- Apps. The metadata is RFC 7591's, less the secret, which stands beside it, sealed.
CREATE TABLE authorization_client (
  data_store_id char(32) NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  metadata jsonb NOT NULL,
  secret text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (data_store_id, client_id)
);

-- What the protocol keeps for a while: sessions, codes, refresh tokens, grants, launches. Found by keyed hashes of
-- their names, and sealed: whoever reads the table can use none of it.
CREATE TABLE authorization_record (
  data_store_id char(32) NOT NULL,
  kind text COLLATE "C" NOT NULL,
  id_hash bytea NOT NULL,
  grant_hash bytea,
  uid_hash bytea,
  sealed text NOT NULL,
  consumed_at timestamptz,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (data_store_id, kind, id_hash)
);
-- Revoking a grant ends all that came of it.
CREATE INDEX authorization_record_grant ON authorization_record (grant_hash) WHERE grant_hash IS NOT NULL;
-- Session.findByUid
CREATE INDEX authorization_record_uid ON authorization_record (uid_hash) WHERE uid_hash IS NOT NULL;
-- The sweeper
CREATE INDEX authorization_record_expiry ON authorization_record (expires_at);

-- Failed logins, by a keyed hash of what was typed, be there such an account or not.
CREATE TABLE authorization_attempt (
  data_store_id char(32) NOT NULL,
  name_hash bytea NOT NULL,
  failures int NOT NULL,
  locked_until timestamptz,
  last_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (data_store_id, name_hash)
);

-- Keys that tokens are signed with, private parts sealed. A key signs from its time on, until the next one does.
CREATE TABLE authorization_key (
  kid text PRIMARY KEY,
  sealed text NOT NULL,
  signs_from timestamptz NOT NULL
);
