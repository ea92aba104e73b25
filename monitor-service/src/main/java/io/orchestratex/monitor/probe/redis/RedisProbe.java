package io.orchestratex.monitor.probe.redis;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.target.Target;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Measures a Redis server, 6 or later, by {@code INFO}; reads no key. */
@Singleton
final class RedisProbe implements Probe {

  private final ClientResources resources =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();

  @Override
  public String kind() {
    return Target.REDIS;
  }

  @Override
  public Session open(Target target) {
    return new RedisSession(target, resources);
  }

  @PreDestroy
  void stop() {
    resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
