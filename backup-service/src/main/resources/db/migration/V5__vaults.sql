-- By which mark a vault is known again, and why it could not be used when it was looked at last.
CREATE TABLE vaults (
  name            text PRIMARY KEY,
  mark            text,
  unusable_reason text,
  version         bigint NOT NULL DEFAULT 0
);
