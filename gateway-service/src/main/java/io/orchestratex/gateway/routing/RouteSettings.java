package io.orchestratex.gateway.routing;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.util.List;

/**
 * Where the services are: one or more base addresses each, separated by commas.
 *
 * @param sessionService conversations, models, agents and tasks
 * @param backupService backups, restores, their targets and schedules
 * @param monitorService metrics
 * @param alertService alerts, cases, rules and notices
 */
@ConfigurationProperties("orchestratex.gateway.routes")
public record RouteSettings(
    @Bindable(defaultValue = "http://127.0.0.1:8081") List<String> sessionService,
    @Bindable(defaultValue = "http://127.0.0.1:8082") List<String> backupService,
    @Bindable(defaultValue = "http://127.0.0.1:8083") List<String> monitorService,
    @Bindable(defaultValue = "http://127.0.0.1:8084") List<String> alertService) {

  public RouteSettings {
    sessionService = checked("session-service", sessionService);
    backupService = checked("backup-service", backupService);
    monitorService = checked("monitor-service", monitorService);
    alertService = checked("alert-service", alertService);
  }

  private static List<String> checked(String service, List<String> addresses) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "orchestratex.gateway.routes." + service + " names no address");
    }
    return addresses.stream().map(address -> checked(service, address.strip())).toList();
  }

  private static String checked(String service, String address) {
    try {
      URI uri = URI.create(address);
      if (List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
          && uri.getRawQuery() == null
          && uri.getRawUserInfo() == null) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new IllegalArgumentException(
        "orchestratex.gateway.routes."
            + service
            + " must hold addresses like http://host:port, not "
            + address);
  }
}
