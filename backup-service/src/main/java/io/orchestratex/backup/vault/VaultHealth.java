package io.orchestratex.backup.vault;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.reactivestreams.Publisher;

/**
 * Whether the vaults can be used, as they were looked at last. One that cannot makes the service
 * {@code DEGRADED}, not unready: who asks for a list, or restores from another vault, is answered
 * even so.
 */
@Singleton
final class VaultHealth implements HealthIndicator {

  private static final HealthStatus DEGRADED =
      new HealthStatus("DEGRADED", "some of what it is for cannot be done", null, 500);

  private final Vaults vaults;

  VaultHealth(Vaults vaults) {
    this.vaults = vaults;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    Map<String, String> details = new LinkedHashMap<>();
    for (String name : vaults.names()) {
      Optional<String> reason = vaults.lastSeen(name);
      details.put(name, reason.map(why -> "cannot be used: " + why).orElse("can be used"));
    }
    boolean up = vaults.names().stream().allMatch(name -> vaults.lastSeen(name).isEmpty());
    return Publishers.just(
        HealthResult.builder("vaults", up ? HealthStatus.UP : DEGRADED).details(details).build());
  }
}
