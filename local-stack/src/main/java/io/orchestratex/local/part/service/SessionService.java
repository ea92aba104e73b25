package io.orchestratex.local.part.service;

import io.orchestratex.local.part.Need;
import io.orchestratex.local.part.kafka.KafkaAccount;
import io.orchestratex.local.part.mongodb.MongodbDatabase;
import io.orchestratex.local.part.postgresql.PostgresqlDatabase;
import io.orchestratex.local.part.redis.RedisKeys;
import java.util.List;

/** Sessions, threads, answers; agents and tasks. */
final class SessionService implements Service {

  @Override
  public String name() {
    return "session-service";
  }

  @Override
  public int standardPort() {
    return 8081;
  }

  @Override
  public int heapMegabytes() {
    return 256;
  }

  @Override
  public List<Need> needs() {
    return List.of(
        new MongodbDatabase("orchestratex"),
        new PostgresqlDatabase("agent_orchestrator"),
        new RedisKeys("session:*", "channel:*"),
        new KafkaAccount());
  }
}
