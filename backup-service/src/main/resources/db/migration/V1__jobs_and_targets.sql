CREATE TABLE targets (
  id            text PRIMARY KEY,
  engine        text NOT NULL,
  address       text NOT NULL,
  registered_at timestamptz NOT NULL
);

-- Backups, checks of backups and restores; a backup's row is its entry in the catalog.
CREATE TABLE jobs (
  id                  text PRIMARY KEY,
  kind                text NOT NULL CHECK (kind IN ('backup', 'verify', 'restore')),
  status              text NOT NULL
    CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'rolled_back')),
  phase               text NOT NULL,
  attempt             int NOT NULL,
  owner               text,
  lease_until         timestamptz,
  cancel_requested_by text,
  subject             text NOT NULL,
  targets             text[] NOT NULL,
  label               text,
  requested_by        text NOT NULL,
  parent              text,
  created_at          timestamptz NOT NULL,
  started_at          timestamptz,
  finished_at         timestamptz,
  failure             text,
  version             bigint NOT NULL,
  percent             int NOT NULL DEFAULT 0,
  bytes               bigint NOT NULL DEFAULT 0,
  detail              text NOT NULL DEFAULT '',
  details             jsonb NOT NULL
);
CREATE INDEX jobs_open ON jobs (created_at, id) WHERE status IN ('queued', 'running');
CREATE INDEX jobs_by_kind ON jobs (kind, created_at DESC, id DESC);
CREATE INDEX jobs_by_subject ON jobs (subject, kind, created_at DESC);
