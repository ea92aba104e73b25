-- Who registered an agent or handed in a task owns it; for older rows the audit knows.
ALTER TABLE agents ADD COLUMN owner_id text;
UPDATE agents SET owner_id = COALESCE(
  (SELECT min(actor) FROM audit_logs
   WHERE entity = 'agent' AND action = 'created' AND entity_id = agents.id::text), '');
ALTER TABLE agents ALTER COLUMN owner_id SET NOT NULL;
-- Grows with each change; events carry it as their sequence.
ALTER TABLE agents ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE INDEX agents_by_owner ON agents (owner_id, created_at DESC, id DESC);

ALTER TABLE tasks ADD COLUMN owner_id text;
UPDATE tasks SET owner_id = COALESCE(
  (SELECT min(actor) FROM audit_logs
   WHERE entity = 'task' AND action = 'created' AND entity_id = tasks.id::text), '');
ALTER TABLE tasks ALTER COLUMN owner_id SET NOT NULL;
CREATE INDEX tasks_by_owner ON tasks (owner_id, created_at DESC, id DESC);
