package io.orchestratex.monitor.probe.redis;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.AddressRules;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.target.Target;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Measures a Redis server, 6 or later, by {@code INFO}; reads no key. */
@Singleton
final class RedisProbe implements Probe {

  static final String ADDRESS_FORM = "redis://user:password@host:port/database";

  private final ClientResources resources =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();

  @Override
  public String engine() {
    return "redis";
  }

  @Override
  public Set<String> groups() {
    return Set.of(DATABASE_GROUP);
  }

  @Override
  public String addressForm() {
    return ADDRESS_FORM;
  }

  @Override
  public boolean accepts(Secret address) {
    return AddressRules.hasScheme(address, "redis", "rediss");
  }

  @Override
  public Set<String> schemes() {
    return Set.of("redis", "rediss");
  }

  @Override
  public Session open(Target target) {
    return new RedisSession(target.address(), resources);
  }

  @PreDestroy
  void stop() {
    resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
