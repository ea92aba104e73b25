-- When services take no changes; services are separated by commas. A row is a lease: it ends at "until", or before.
CREATE TABLE maintenance (
  id           text PRIMARY KEY,
  services     text NOT NULL,
  reason       text NOT NULL,
  restore      text,
  declared_by  text NOT NULL,
  declared_at  timestamptz NOT NULL,
  until        timestamptz NOT NULL,
  ended_at     timestamptz,
  version      bigint NOT NULL
);
