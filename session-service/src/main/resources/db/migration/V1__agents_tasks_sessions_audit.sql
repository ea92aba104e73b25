-- Who works here.
CREATE TABLE agents (
  id           uuid PRIMARY KEY,
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  role         text NOT NULL CHECK (length(role) BETWEEN 1 AND 100),
  status       text NOT NULL CHECK (status IN ('active', 'idle', 'busy', 'offline')),
  capabilities jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(capabilities) = 'array'),
  metadata     jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  created_at   timestamptz NOT NULL
);
CREATE INDEX agents_newest ON agents (created_at DESC, id DESC);
CREATE INDEX agents_by_status ON agents (status, created_at DESC, id DESC);
CREATE INDEX agents_by_role ON agents (role, created_at DESC, id DESC);
CREATE INDEX agents_active ON agents (created_at DESC) WHERE status = 'active';
CREATE INDEX agents_by_capability ON agents USING gin (capabilities jsonb_path_ops);
CREATE INDEX agents_by_metadata ON agents USING gin (metadata jsonb_path_ops);

-- What they work on.
CREATE TABLE tasks (
  id          uuid PRIMARY KEY,
  agent_id    uuid REFERENCES agents (id),
  type        text NOT NULL CHECK (length(type) BETWEEN 1 AND 100),
  description text NOT NULL DEFAULT '',
  status      text NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed')),
  priority    int NOT NULL CHECK (priority BETWEEN 1 AND 10),
  payload     jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(payload) = 'object'),
  created_at  timestamptz NOT NULL
);
CREATE INDEX tasks_newest ON tasks (created_at DESC, id DESC);
CREATE INDEX tasks_by_status ON tasks (status, created_at DESC, id DESC);
CREATE INDEX tasks_by_type ON tasks (type, created_at DESC, id DESC);
CREATE INDEX tasks_by_agent ON tasks (agent_id, created_at DESC, id DESC);
CREATE INDEX tasks_by_priority ON tasks (priority DESC, created_at);
CREATE INDEX tasks_by_payload ON tasks USING gin (payload jsonb_path_ops);

-- Links a conversation session, whose master is MongoDB, to the tokens that it was given.
CREATE TABLE sessions (
  id         text PRIMARY KEY,
  user_id    text NOT NULL,
  status     text NOT NULL CHECK (status IN ('active', 'ended')),
  created_at timestamptz NOT NULL,
  ended_at   timestamptz
);
CREATE INDEX sessions_by_user ON sessions (user_id, created_at DESC);

-- Who changed what, and when.
CREATE TABLE audit_logs (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  actor      text NOT NULL,
  action     text NOT NULL,
  entity     text NOT NULL,
  entity_id  text NOT NULL,
  details    jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL
);
CREATE INDEX audit_logs_by_entity ON audit_logs (entity, entity_id, created_at DESC);
CREATE INDEX audit_logs_newest ON audit_logs (created_at DESC);
