package io.orchestratex.gateway.console.service;

import io.orchestratex.contracts.MaintenanceEvent;
import io.orchestratex.gateway.console.frame.Notices;
import io.orchestratex.gateway.maintenance.Maintenance;
import jakarta.inject.Singleton;
import java.util.List;

/** What this gateway has heard and goes by. */
@Singleton
final class HeardNotices implements Notices {

  private final Maintenance maintenance;

  HeardNotices(Maintenance maintenance) {
    this.maintenance = maintenance;
  }

  @Override
  public List<MaintenanceEvent.Declared> maintenances() {
    return maintenance.current();
  }
}
