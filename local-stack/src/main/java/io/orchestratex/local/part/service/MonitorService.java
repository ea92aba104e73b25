package io.orchestratex.local.part.service;

import io.orchestratex.local.part.Need;
import io.orchestratex.local.part.kafka.KafkaAccount;
import io.orchestratex.local.part.mongodb.MongodbAccount;
import io.orchestratex.local.part.mongodb.MongodbAccounts;
import io.orchestratex.local.part.postgresql.PostgresqlAccount;
import io.orchestratex.local.part.postgresql.PostgresqlAccounts;
import io.orchestratex.local.part.postgresql.PostgresqlDatabase;
import io.orchestratex.local.part.redis.RedisAccount;
import io.orchestratex.local.part.redis.RedisPart;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Samples of the engines, the host and the services. */
final class MonitorService implements Service {

  @Override
  public String name() {
    return "monitor-service";
  }

  @Override
  public int standardPort() {
    return 8083;
  }

  @Override
  public int heapMegabytes() {
    return 192;
  }

  @Override
  public List<Need> needs() {
    return List.of(
        new PostgresqlDatabase("monitor"),
        new MongodbAccount(MongodbAccounts.MONITOR, "MONITOR_TARGET_MONGODB_URI"),
        new PostgresqlAccount(PostgresqlAccounts.MONITOR, "MONITOR_TARGET_POSTGRES_URI"),
        new RedisAccount(RedisPart.MONITOR, "MONITOR_TARGET_REDIS_URI"),
        new KafkaAccount("MONITOR_TARGET_KAFKA_URI"));
  }

  @Override
  public Map<String, String> files() {
    return Map.of("ORCHESTRATEX_MONITOR_KEY_FILE", "monitor.key");
  }

  @Override
  public Map<String, String> settings(Neighbours neighbours) {
    return neighbours.addresses().entrySet().stream()
        .collect(Collectors.toMap(each -> variable(each.getKey()), Map.Entry::getValue));
  }

  private static String variable(String service) {
    return "MONITOR_TARGET_" + service.toUpperCase(Locale.ROOT).replace('-', '_') + "_URI";
  }
}
