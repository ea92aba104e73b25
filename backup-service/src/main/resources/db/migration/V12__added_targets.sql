-- Servers to back up that people added; those of the settings are not here. The secret is the sealed connection string, in
-- Base64, which opens only with the key of that id and in the row of this id.
CREATE TABLE added_targets (
  id          text PRIMARY KEY,
  engine      text NOT NULL,
  address     text NOT NULL,
  labels      jsonb NOT NULL,
  secret      text NOT NULL,
  secret_key  text NOT NULL,
  version     bigint NOT NULL,
  added_by    text NOT NULL,
  added_at    timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL
);
