-- Schedules of a service: it adds the location classpath:db/schedule to Flyway's and defines a
-- ScheduleAction. This file is repeatable, so that it can join a schema of any version: each
-- statement must bear to run again.

-- next_due: the first due time that is not decided yet; kept while the schedule is paused.
CREATE TABLE IF NOT EXISTS schedules (
  id            text PRIMARY KEY,
  action        text NOT NULL,
  settings      jsonb NOT NULL,
  cron          text NOT NULL,
  zone          text NOT NULL,
  missed        text NOT NULL CHECK (missed IN ('skip', 'once', 'all')),
  missed_limit  int NOT NULL,
  paused        boolean NOT NULL,
  next_due      timestamptz,
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL,
  changed_at    timestamptz NOT NULL,
  declaration   text
);

-- One row: whether all schedules of the service are paused.
CREATE TABLE IF NOT EXISTS schedule_pause (
  only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  paused        boolean NOT NULL,
  changed_by    text NOT NULL,
  changed_at    timestamptz NOT NULL
);
INSERT INTO schedule_pause (paused, changed_by, changed_at) VALUES (false, 'service', now())
ON CONFLICT DO NOTHING;

-- What came of each due time. A row of many skipped ones reaches from due_at to last_due_at.
CREATE TABLE IF NOT EXISTS schedule_runs (
  schedule      text NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
  due_at        timestamptz NOT NULL,
  last_due_at   timestamptz NOT NULL,
  due_times     bigint NOT NULL,
  cause         text NOT NULL CHECK (cause IN ('due', 'manual')),
  outcome       text NOT NULL CHECK (outcome IN ('ordered', 'skipped', 'failed')),
  job           text,
  detail        text,
  requested_by  text NOT NULL,
  decided_at    timestamptz NOT NULL,
  PRIMARY KEY (schedule, due_at)
);

-- db-scheduler's table: when a schedule must be looked at.
CREATE TABLE IF NOT EXISTS schedule_alarms (
  task_name            text NOT NULL,
  task_instance        text NOT NULL,
  task_data            bytea,
  execution_time       timestamptz NOT NULL,
  picked               boolean NOT NULL,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures int,
  last_heartbeat       timestamptz,
  version              bigint NOT NULL,
  priority             smallint,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX IF NOT EXISTS schedule_alarms_due ON schedule_alarms (execution_time);
CREATE INDEX IF NOT EXISTS schedule_alarms_heartbeat ON schedule_alarms (last_heartbeat);
