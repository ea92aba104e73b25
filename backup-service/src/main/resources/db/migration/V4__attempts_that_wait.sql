-- Why a job waits for its next attempt: a fault that may pass.
ALTER TABLE jobs ADD COLUMN paused_for text;
-- A restore whose roll-back was given up.
ALTER TABLE jobs DROP CONSTRAINT jobs_status_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_status_check CHECK
  (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'rolled_back', 'rollback_failed'));
-- Safety backups of restores are known by the restore that ordered them, not by their label. Those
-- that were taken up from a vault had lost it.
UPDATE jobs SET parent = 'unknown'
  WHERE kind = 'backup' AND label = 'pre-restore' AND parent IS NULL AND status = 'succeeded';
