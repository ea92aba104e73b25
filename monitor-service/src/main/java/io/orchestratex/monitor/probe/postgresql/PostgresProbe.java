package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeSettings;
import io.orchestratex.monitor.target.Target;
import jakarta.inject.Singleton;

/**
 * Measures a PostgreSQL server, 13 or later, with a member of {@code pg_monitor}; reads no table.
 */
@Singleton
final class PostgresProbe implements Probe {

  private final ProbeSettings settings;

  PostgresProbe(ProbeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String kind() {
    return Target.POSTGRESQL;
  }

  @Override
  public Session open(Target target) {
    return new PostgresSession(new PostgresAddress(target.address()), settings);
  }
}
