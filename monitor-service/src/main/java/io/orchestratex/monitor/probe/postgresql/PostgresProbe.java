package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.postgresql.PostgresConnectionTest;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.AccessTest;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeSettings;
import io.orchestratex.monitor.target.Target;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/**
 * Measures a PostgreSQL server, 13 or later, with a member of {@code pg_monitor}; reads no table.
 */
@Singleton
final class PostgresProbe implements Probe, AccessTest {

  private final ProbeSettings settings;

  PostgresProbe(ProbeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String engine() {
    return "postgresql";
  }

  @Override
  public Set<String> groups() {
    return Set.of(DATABASE_GROUP, "postgres");
  }

  @Override
  public Map<String, String> help() {
    return Map.of(
        "postgresql_table_rows",
        "Rows in a table, as the statistics estimate; none while they do not know");
  }

  @Override
  public String addressForm() {
    return PostgresAddress.FORM;
  }

  @Override
  public boolean accepts(Secret address) {
    return PostgresAddress.fault(address).isEmpty();
  }

  @Override
  public String refusal(Secret address) {
    return PostgresAddress.fault(address).orElse("is valid");
  }

  @Override
  public Set<String> schemes() {
    return Set.of("postgresql", "postgres");
  }

  @Override
  public ConnectionReport test(Secret address) {
    return PostgresConnectionTest.run(address, "orchestratex-monitor", Rights::check);
  }

  @Override
  public Session open(Target target) {
    return new PostgresSession(new PostgresAddress(target.address()), settings);
  }
}
