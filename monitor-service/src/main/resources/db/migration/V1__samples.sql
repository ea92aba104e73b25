-- One row per series: what is measured, of which target.
CREATE TABLE series (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fingerprint uuid NOT NULL UNIQUE,
  target      text NOT NULL,
  name        text NOT NULL,
  labels      jsonb NOT NULL,
  first_seen  timestamptz NOT NULL DEFAULT now(),
  last_seen   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX series_name_target ON series (name, target);
CREATE INDEX series_target ON series (target);

-- What was measured of one target at one moment: reading n belongs to series n. Rows wait here until their hour is over.
CREATE TABLE measurement (
  target text NOT NULL,
  at     timestamptz NOT NULL,
  series bigint[] NOT NULL,
  readings float8[] NOT NULL,
  PRIMARY KEY (target, at)
);
CREATE INDEX measurement_at ON measurement (at);

-- One series over one hour, packed; a table per day, dropped as a whole when it is too old.
CREATE TABLE chunk (
  series  bigint NOT NULL,
  start   timestamptz NOT NULL,
  samples int NOT NULL,
  data    bytea NOT NULL,
  PRIMARY KEY (series, start)
) PARTITION BY RANGE (start);
-- Packed already: the server need not try.
ALTER TABLE chunk ALTER COLUMN data SET STORAGE EXTERNAL;
