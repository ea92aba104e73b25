-- What is backed up by itself, and which backups are kept; the definition is JSON of the service.
CREATE TABLE policies (
  name        text PRIMARY KEY,
  definition  jsonb NOT NULL,
  version     bigint NOT NULL,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL
);
CREATE INDEX jobs_by_requester ON jobs (requested_by, created_at DESC, id DESC)
  WHERE kind = 'backup';

-- Backups that a person keeps. The row of a held backup cannot be deleted.
CREATE TABLE backup_holds (
  backup      text PRIMARY KEY REFERENCES jobs (id),
  reason      text NOT NULL,
  held_by     text NOT NULL,
  held_at     timestamptz NOT NULL
);

-- Backups that are going to be removed: marked first, begun when nothing keeps them any more. From
-- then on they are not read, held or marked by others.
CREATE TABLE backup_removals (
  backup      text PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  marked_by   text NOT NULL,
  begun       boolean NOT NULL DEFAULT false,
  marked_at   timestamptz NOT NULL
);
