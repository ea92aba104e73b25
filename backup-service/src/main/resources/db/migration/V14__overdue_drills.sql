-- Targets whose last drill is older than a policy promises; a row begins and ends with an event. Its
-- policy may be gone until that is noticed. Their events share the sequence of policy_overdue.
CREATE TABLE policy_drill_overdue (
  policy      text NOT NULL,
  target      text NOT NULL,
  since       timestamptz NOT NULL,
  PRIMARY KEY (policy, target)
);
