-- Targets whose newest good backup is older than a policy promises; a row begins and ends with an
-- event. Its policy may be gone until that is noticed.
CREATE TABLE policy_overdue (
  policy      text NOT NULL,
  target      text NOT NULL,
  since       timestamptz NOT NULL,
  PRIMARY KEY (policy, target)
);
-- Orders the events about one target, whichever policies they are of.
CREATE SEQUENCE policy_overdue_sequence;
