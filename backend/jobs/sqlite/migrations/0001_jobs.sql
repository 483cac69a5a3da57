-- One row counts all changes; each changed job takes the next number.
CREATE TABLE revisions (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  revision BIGINT NOT NULL
);
INSERT INTO revisions (id, revision) VALUES (1, 0);

CREATE TABLE jobs (
  number BIGINT PRIMARY KEY,          -- order of acceptance
  id TEXT NOT NULL UNIQUE,
  revision BIGINT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  model TEXT NOT NULL,
  progress DOUBLE PRECISION NOT NULL DEFAULT 0,
  stage TEXT NOT NULL DEFAULT '',
  eta_seconds DOUBLE PRECISION,
  estimate_seconds DOUBLE PRECISION NOT NULL DEFAULT 0,
  attempts BIGINT NOT NULL DEFAULT 0,
  client TEXT NOT NULL DEFAULT '',
  idempotency_key TEXT,
  fingerprint TEXT,

  -- Times of day, for people.
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  finished_at BIGINT,

  -- The present worker's lease; its times are of the machine's steady clock.
  token TEXT,
  worker TEXT,
  claimed_us BIGINT,
  progressed_us BIGINT,
  lease_until_us BIGINT,

  -- JSON; last, since they can be long.
  error TEXT,
  result TEXT,
  request TEXT NOT NULL
);
CREATE INDEX jobs_by_status ON jobs (status, number);
CREATE INDEX jobs_by_kind ON jobs (kind, number);
CREATE INDEX jobs_by_idempotency_key ON jobs (idempotency_key);
