package io.orchestratex.local.part.service;

import java.util.List;

/** The services of OrchestrateX. */
public final class Services {

  /** In the order in which they are shown. */
  public static final List<Service> ALL =
      List.of(
          new GatewayService(),
          new SessionService(),
          new BackupService(),
          new MonitorService(),
          new AlertService());

  private Services() {}
}
