package io.orchestratex.kit.redis;

import io.lettuce.core.RedisURI;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.orchestratex.kit.system.EngineFacts;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;

/** The service's Redis. */
@Singleton
@Requires(beans = RedisLink.class)
final class RedisFacts implements EngineFacts {

  private static final String VERSION = "redis_version:";

  private final RedisLink redis;
  private final String address;

  RedisFacts(RedisLink redis, @Value("${redis.uri}") String uri) {
    this.redis = redis;
    RedisURI parts = RedisURI.create(uri);
    this.address = parts.getHost() + ":" + parts.getPort();
  }

  @Override
  public String engine() {
    return "redis";
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public String version() throws ExecutionException, InterruptedException {
    return redis
        .ask(commands -> commands.info("server"))
        .get()
        .lines()
        .filter(line -> line.startsWith(VERSION))
        .map(line -> line.substring(VERSION.length()).strip())
        .findFirst()
        .orElse("");
  }
}
