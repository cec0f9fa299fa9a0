-- How often anything was changed: one row. Whoever changes something adds one to it first of all, and so holds the
-- row until the end of the transaction: changes come one after the other, and their limits and checks need no locks of
-- their own. Nothing else is locked before it, so nobody waits in a circle. What is kept in memory hangs on the number.
CREATE TABLE iam_generation (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  number bigint NOT NULL
);
INSERT INTO iam_generation (number) VALUES (1);

-- Users, groups, roles and customer managed policies: all have a unique id, a name, a path and a time.
-- Names are unique in their kind without regard to case, and found as they are written.
CREATE TABLE iam_entity (
  -- AIDA..., AGPA..., AROA..., ANPA...: never given twice.
  id text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('user', 'group', 'role', 'policy')),
  name text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  created timestamptz(3) NOT NULL DEFAULT now(),
  -- Of roles and policies.
  description text,
  -- Of users and roles: the id of the policy that bounds what they may do, which may be one of AWS's.
  boundary text COLLATE "C",
  -- Of roles.
  trust text,
  max_session_seconds int,
  -- Of policies: the number of the version that counts, and of the last one made.
  default_version int,
  last_version int,
  updated timestamptz(3),
  CHECK (boundary IS NULL OR kind IN ('user', 'role')),
  CHECK ((kind = 'role') = (trust IS NOT NULL AND max_session_seconds IS NOT NULL)),
  CHECK ((kind = 'policy') = (default_version IS NOT NULL AND last_version IS NOT NULL AND updated IS NOT NULL))
);
CREATE UNIQUE INDEX iam_entity_unique_name ON iam_entity (kind, lower(name));
-- Lists of one kind are ranges of it, in the order of names.
CREATE INDEX iam_entity_name ON iam_entity (kind, name);
CREATE INDEX iam_entity_boundary ON iam_entity (boundary) WHERE boundary IS NOT NULL;

-- Two at most for a user. The secret is sealed under the master key.
CREATE TABLE iam_access_key (
  id text COLLATE "C" PRIMARY KEY,
  user_id text COLLATE "C" NOT NULL REFERENCES iam_entity,
  secret text NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  created timestamptz(3) NOT NULL DEFAULT now(),
  -- Written now and then, without a new generation.
  used timestamptz(3),
  used_service text,
  used_region text
);
CREATE INDEX iam_access_key_user ON iam_access_key (user_id, id);

CREATE TABLE iam_member (
  user_id text COLLATE "C" NOT NULL REFERENCES iam_entity,
  group_id text COLLATE "C" NOT NULL REFERENCES iam_entity,
  PRIMARY KEY (user_id, group_id)
);
CREATE INDEX iam_member_group ON iam_member (group_id, user_id);

-- Policies of users, groups and roles that are theirs alone.
CREATE TABLE iam_inline_policy (
  entity_id text COLLATE "C" NOT NULL REFERENCES iam_entity,
  name text COLLATE "C" NOT NULL,
  document text NOT NULL,
  PRIMARY KEY (entity_id, name)
);

-- Versions of customer managed policies, five at most.
CREATE TABLE iam_policy_version (
  policy_id text COLLATE "C" NOT NULL REFERENCES iam_entity ON DELETE CASCADE,
  version int NOT NULL,
  document text NOT NULL,
  created timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (policy_id, version)
);

-- Managed policies of users, groups and roles. AWS's own policies have ids, too, and are part of the program.
CREATE TABLE iam_attachment (
  entity_id text COLLATE "C" NOT NULL REFERENCES iam_entity,
  policy_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (entity_id, policy_id)
);
CREATE INDEX iam_attachment_policy ON iam_attachment (policy_id, entity_id);

-- Tags of users, roles and policies; their keys are unique without regard to case.
CREATE TABLE iam_tag (
  entity_id text COLLATE "C" NOT NULL REFERENCES iam_entity ON DELETE CASCADE,
  key text COLLATE "C" NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (entity_id, key)
);
CREATE UNIQUE INDEX iam_tag_unique_key ON iam_tag (entity_id, lower(key));

-- What import and export act as when the command line starts them. It is made once: who deletes it has none.
INSERT INTO iam_entity (id, kind, name, path, description, trust, max_session_seconds) VALUES (
  'AROAWELLSPRINGDATA222', 'role', 'WellspringDataAccess', '/',
  'Imports and exports of the command line act as this role',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"healthlake.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
  3600
);
INSERT INTO iam_inline_policy (entity_id, name, document) VALUES (
  'AROAWELLSPRINGDATA222', 'all-of-s3',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
);
