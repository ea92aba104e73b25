package io.orchestratex.monitor.probe.mongodb;

import com.mongodb.ConnectionString;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.mongodb.MongoConnectionTest;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.AccessTest;
import io.orchestratex.monitor.probe.AddressRules;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeSettings;
import io.orchestratex.monitor.target.Target;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/**
 * Measures a MongoDB replica set with an account that has {@code clusterMonitor} and may list
 * collections, read their statistics and count their documents ({@code find}, the right that the
 * server asks for to count); it reads no document.
 */
@Singleton
final class MongoProbe implements Probe, AccessTest {

  private final ProbeSettings settings;
  private final MongoProbeSettings own;

  MongoProbe(ProbeSettings settings, MongoProbeSettings own) {
    this.settings = settings;
    this.own = own;
  }

  @Override
  public String engine() {
    return "mongodb";
  }

  @Override
  public Set<String> groups() {
    return Set.of(DATABASE_GROUP, "mongo");
  }

  @Override
  public Map<String, String> help() {
    return Map.of(
        "mongodb_collection_documents",
        "Documents in a collection, none while it is not certain",
        "mongodb_collections_uncounted",
        "Collections whose count is not certain and therefore not shown");
  }

  @Override
  public String addressForm() {
    return "mongodb://user:password@host:port,…/?options";
  }

  @Override
  public boolean accepts(Secret address) {
    return AddressRules.hasScheme(address, "mongodb+srv")
        || (AddressRules.hasScheme(address, "mongodb") && isReadable(address));
  }

  /** Names of services are looked up while they are read, which is no matter of their form. */
  private static boolean isReadable(Secret address) {
    try {
      return !new ConnectionString(address.reveal()).getHosts().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public Set<String> schemes() {
    return Set.of("mongodb", "mongodb+srv");
  }

  @Override
  public ConnectionReport test(Secret address) {
    return MongoConnectionTest.run(address, "orchestratex-monitor", Rights::check);
  }

  @Override
  public Session open(Target target) {
    return new MongoSession(target.address(), settings.slowInterval(), own);
  }
}
