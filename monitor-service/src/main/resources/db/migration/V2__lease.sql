-- Which of several processes publishes what all of them measure.
CREATE TABLE lease (
  name  text PRIMARY KEY,
  owner uuid NOT NULL,
  until timestamptz NOT NULL
);
