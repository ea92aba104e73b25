-- Copies of backups in further vaults. A row is what is wanted or was there; what a copy is doing stands in its newest job.
CREATE TABLE backup_copies (
  backup        text NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  vault         text NOT NULL,
  state         text NOT NULL CHECK (state IN ('wanted', 'complete', 'removed')),
  requested_by  text NOT NULL,
  ordered_at    timestamptz NOT NULL,
  tries         int NOT NULL DEFAULT 0,
  job           text,
  reason        text,
  completed_at  timestamptz,
  verified_at   timestamptz,
  stored_bytes  bigint NOT NULL DEFAULT 0,
  added_bytes   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (backup, vault)
);
CREATE INDEX backup_copies_by_vault ON backup_copies (vault, backup);
CREATE INDEX backup_copies_wanted ON backup_copies (ordered_at) WHERE state = 'wanted';

-- Backups that a person marked as important: no rule removes them, and archives take them.
CREATE TABLE backup_importance (
  backup      text PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  marked_by   text NOT NULL,
  marked_at   timestamptz NOT NULL
);

-- Vaults that miss copies for longer than a policy allows; a row begins and ends with an event.
CREATE TABLE policy_copies_overdue (
  policy      text NOT NULL,
  target      text NOT NULL,
  since       timestamptz NOT NULL,
  PRIMARY KEY (policy, target)
);
