-- How much a job processed and where, out of its details, so that lists and metrics need not read these: for speed, trend
-- and what is deduplicated.
CREATE FUNCTION job_bytes(details jsonb, path jsonpath) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT sum((value #>> '{}')::bigint)::bigint FROM jsonb_path_query(details, path) value
$$;
ALTER TABLE jobs
  ADD COLUMN worked_bytes bigint GENERATED ALWAYS AS (CASE kind
    WHEN 'backup' THEN job_bytes(details, '$.parts[*].source_bytes')
    WHEN 'drill' THEN job_bytes(details, '$.targets[*].bytes')
    WHEN 'restore' THEN job_bytes(details, '$.report.objects[*].bytes') END) STORED,
  ADD COLUMN added_bytes bigint GENERATED ALWAYS AS (CASE kind
    WHEN 'backup' THEN coalesce(job_bytes(details, '$.parts[*].added_bytes'),
      job_bytes(details, '$.parts[*].stored_bytes')) END) STORED,
  ADD COLUMN vault text GENERATED ALWAYS AS (CASE kind
    WHEN 'backup' THEN coalesce(details->>'vault', 'default') END) STORED;

-- What the packs of a vault take, at the last time that they were looked at.
CREATE TABLE vault_sizes (
  vault        text PRIMARY KEY,
  stored_bytes bigint NOT NULL,
  measured_at  timestamptz NOT NULL
);
