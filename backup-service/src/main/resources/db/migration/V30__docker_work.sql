-- What a worker has changed on a Docker engine and takes back at its end: containers that it stopped (STOPPED), and
-- helpers that it made (HELPER). Noted before the change; where the worker falls silent, another one takes it back.
CREATE TABLE docker_work (
  id         text PRIMARY KEY,
  docker     text NOT NULL,
  kind       text NOT NULL,
  container  text NOT NULL,
  name       text NOT NULL,
  position   integer NOT NULL,
  worker     text NOT NULL,
  heard_at   timestamptz NOT NULL
);
