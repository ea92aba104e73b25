-- Events that wait for Kafka; a row is deleted once Kafka has it.
CREATE TABLE outbox (
  position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  topic       text NOT NULL,
  key         text NOT NULL,
  headers     jsonb NOT NULL,
  value       bytea NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);

-- Ids of events that were applied, per consumer.
CREATE TABLE inbox (
  consumer    text NOT NULL,
  event_id    text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_received_at ON inbox (received_at);

-- Events that no retry would have applied.
CREATE TABLE parked_events (
  id          uuid PRIMARY KEY,
  consumer    text NOT NULL,
  topic       text NOT NULL,
  kafka_partition int NOT NULL,
  kafka_offset bigint NOT NULL,
  key         bytea,
  headers     jsonb NOT NULL,
  value       bytea,
  reason      text NOT NULL,
  parked_at   timestamptz NOT NULL,
  replayed_at timestamptz,
  UNIQUE (consumer, topic, kafka_partition, kafka_offset)
);
