package io.orchestratex.backup.engine.redis;

import io.orchestratex.local.TestEngines;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On the Redis that the local stack runs. */
class RedisEngineTest extends RedisContract {

  private static RedisProcess server;

  @BeforeAll
  static void begin() {
    server = RedisProcess.empty(TestEngines.redisServer());
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Override
  RedisProcess server() {
    return server;
  }

  @Override
  RedisProcess start(Path folder, String... settings) {
    return new RedisProcess(TestEngines.redisServer(), folder, settings);
  }
}
