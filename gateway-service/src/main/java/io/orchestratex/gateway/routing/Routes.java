package io.orchestratex.gateway.routing;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which service owns a path: the segment after {@code /api/v1/} decides. */
@Singleton
public final class Routes {

  private static final String API = "/api/v1/";

  private final List<Service> services;
  private final Map<String, Service> bySegment = new HashMap<>();

  Routes(RouteSettings routes, RoutingSettings routing, AddressWatch watch) {
    Service session = service("session-service", routes.sessionService(), routing, watch);
    Service backup = service("backup-service", routes.backupService(), routing, watch);
    Service monitor = service("monitor-service", routes.monitorService(), routing, watch);
    Service alert = service("alert-service", routes.alertService(), routing, watch);
    services = List.of(session, backup, monitor, alert);
    give(session, "sessions", "threads", "responses", "models", "agents", "tasks", "analytics");
    give(
        backup,
        "backups",
        "drills",
        "maintenance",
        "policies",
        "readiness",
        "restores",
        "schedules",
        "targets",
        "vaults");
    give(monitor, "metrics", "monitor");
    give(alert, "alerts", "cases", "rules", "notifications");
    services.forEach(service -> give(service, service.name()));
  }

  private static Service service(
      String name, List<String> addresses, RoutingSettings routing, AddressWatch watch) {
    return new Service(name, addresses, routing, watch);
  }

  private void give(Service service, String... segments) {
    for (String segment : segments) {
      bySegment.put(segment, service);
    }
  }

  /** Every service behind the gateway. */
  public List<Service> services() {
    return services;
  }

  /** The owner of a path as it was sent, or null when the gateway answers itself. */
  public @Nullable Service owner(String target) {
    if (!target.startsWith(API)) {
      return null;
    }
    int end = API.length();
    while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return bySegment.get(target.substring(API.length(), end));
  }
}
