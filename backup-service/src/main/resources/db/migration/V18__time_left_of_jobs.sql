-- How much of the phase at hand there is, what it has begun, and how long the job is likely to take still.
ALTER TABLE jobs
  ADD COLUMN total_bytes bigint NOT NULL DEFAULT 0,
  ADD COLUMN items bigint NOT NULL DEFAULT 0,
  ADD COLUMN seconds_left bigint;
