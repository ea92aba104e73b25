-- Servers whose log is archived. A row is a lease: one process receives, until lease_until or as long as it renews.
CREATE TABLE log_archives (
  target       text PRIMARY KEY,
  vault        text NOT NULL,
  slot         text NOT NULL,
  started_by   text NOT NULL,
  started_at   timestamptz NOT NULL,
  problem      text,
  owner        text,
  lease_until  timestamptz
);

-- Pieces of logs in the vaults; a whole one takes the place of those within it.
CREATE TABLE log_pieces (
  target         text NOT NULL,
  system         text NOT NULL,
  timeline       bigint NOT NULL,
  from_position  bigint NOT NULL,
  to_position    bigint NOT NULL,
  whole          boolean NOT NULL,
  covered_until  timestamptz NOT NULL,
  stored_at      timestamptz NOT NULL,
  vault          text NOT NULL,
  name           text NOT NULL,
  key_id         text NOT NULL,
  plain_bytes    bigint NOT NULL,
  plain_hash     text NOT NULL,
  stored_bytes   bigint NOT NULL,
  stored_hash    text NOT NULL,
  PRIMARY KEY (target, name)
);
CREATE INDEX log_pieces_in_order ON log_pieces (target, system, timeline, from_position);
