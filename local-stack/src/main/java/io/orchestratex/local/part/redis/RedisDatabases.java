package io.orchestratex.local.part.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

/** Gives each test class a numbered Redis database of its own. */
final class RedisDatabases {

  private static final String COUNTER = "test-databases-taken";

  private RedisDatabases() {}

  /**
   * The next number, its database emptied. Numbers come round again after {@code TEST_DATABASES}.
   */
  static int fresh(RedisPart part) {
    try (RedisClient client = RedisClient.create(part.uri(RedisPart.ADMIN, 0));
        StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> commands = connection.sync();
      int number = (int) (commands.incr(COUNTER) % (RedisPart.TEST_DATABASES - 1)) + 1;
      commands.select(number);
      commands.flushdb();
      return number;
    }
  }
}
