package io.orchestratex.gateway.console.frame;

import io.orchestratex.contracts.MaintenanceEvent;
import java.util.List;

/** What every page says at its top, whatever it is about. */
public interface Notices {

  /** Services that take no changes now. */
  List<MaintenanceEvent.Declared> maintenances();
}
