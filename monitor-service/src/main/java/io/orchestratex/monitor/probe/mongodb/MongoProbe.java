package io.orchestratex.monitor.probe.mongodb;

import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeSettings;
import io.orchestratex.monitor.target.Target;
import jakarta.inject.Singleton;

/**
 * Measures a MongoDB replica set with an account that has {@code clusterMonitor} and may list
 * collections and read their statistics; it reads no document.
 */
@Singleton
final class MongoProbe implements Probe {

  private final ProbeSettings settings;

  MongoProbe(ProbeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String kind() {
    return Target.MONGODB;
  }

  @Override
  public Session open(Target target) {
    return new MongoSession(target, settings);
  }
}
