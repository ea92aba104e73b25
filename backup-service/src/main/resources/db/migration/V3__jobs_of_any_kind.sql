-- Kinds of jobs are the features' business. What a job locks stands in its row, so that the query
-- which hands out jobs knows no kind.
ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
ALTER TABLE jobs ADD COLUMN locks text CHECK (locks IN ('none', 'shared', 'alone'));
UPDATE jobs SET locks = CASE kind WHEN 'verify' THEN 'none' WHEN 'restore' THEN 'alone' ELSE 'shared' END;
ALTER TABLE jobs ALTER COLUMN locks SET NOT NULL;
