-- x-amz-fhir-idempotency-key: which resource was created under it. Written in the transaction that creates it.
CREATE TABLE idempotency_key (
  key         uuid        NOT NULL PRIMARY KEY,
  expires_at  timestamptz NOT NULL,
  type        smallint    NOT NULL,
  id          text        COLLATE "C" NOT NULL
);
-- To forget those that have expired.
CREATE INDEX idempotency_key_expires ON idempotency_key (expires_at);

-- Transactions that were sent with "Prefer: respond-async": from when they are taken until their answer is
-- forgotten. A state is 'submitted', 'running' (by whoever holds the lease) or 'finished'.
CREATE TABLE async_transaction (
  id            uuid        NOT NULL PRIMARY KEY,
  submitted_at  timestamptz NOT NULL DEFAULT now(),
  finished_at   timestamptz,
  lease_until   timestamptz,
  attempts      integer     NOT NULL DEFAULT 0,
  state         text        NOT NULL,
  -- What was asked besides the Bundle: the address links begin with, headers.
  terms         jsonb       NOT NULL,
  bundle        bytea,                    -- deflated; null once it is finished
  status        smallint,                 -- of the answer
  answer        bytea                     -- deflated
);
-- What is to be done next, and how much of it there is.
CREATE INDEX async_transaction_pending ON async_transaction (submitted_at) WHERE state <> 'finished';
CREATE INDEX async_transaction_finished ON async_transaction (finished_at) WHERE state = 'finished';
