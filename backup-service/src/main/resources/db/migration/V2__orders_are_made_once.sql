-- What makes orders that arrive twice one job: for a restore, the token of its plan.
ALTER TABLE jobs ADD COLUMN order_key text UNIQUE;
