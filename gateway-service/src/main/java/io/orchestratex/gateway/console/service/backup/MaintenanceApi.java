package io.orchestratex.gateway.console.service.backup;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which services take no changes. */
@Singleton
public final class MaintenanceApi {

  private static final String MAINTENANCE = "/api/v1/maintenance";

  private final ServiceClient client;

  MaintenanceApi(ServiceClient client) {
    this.client = client;
  }

  /**
   * What holds now.
   *
   * @param services those that can be in maintenance
   */
  public record Status(boolean active, List<Declared> maintenances, List<String> services) {
    public Status {
      maintenances = Backup.orEmpty(maintenances);
      services = Backup.orEmpty(services);
    }
  }

  /**
   * What was declared.
   *
   * @param restore the restore that it is for; null when a person declared it
   */
  public record Declared(
      String id,
      List<String> services,
      String reason,
      @Nullable String restore,
      String declaredBy,
      Instant declaredAt,
      Instant until) {
    public Declared {
      services = Backup.orEmpty(services);
    }

    /** Whether a person declared it, and may end it. */
    public boolean isByHand() {
      return restore == null;
    }
  }

  public Status get(Visit visit) {
    return client.get(visit, Address.of(MAINTENANCE), Status.class);
  }

  /**
   * Has services take no changes.
   *
   * @param services empty for all that keep data but backup-service
   * @param minutes null for the service's own choice
   */
  public void declare(
      Visit visit, List<String> services, @Nullable Integer minutes, @Nullable String reason) {
    Map<String, Object> body = new HashMap<>();
    if (!services.isEmpty()) {
      body.put("services", services);
    }
    if (minutes != null) {
      body.put("minutes", minutes);
    }
    if (reason != null) {
      body.put("reason", reason);
    }
    client.run(visit, "PUT", Address.of(MAINTENANCE), body);
  }

  /** Ends what was declared by hand. */
  public void end(Visit visit) {
    client.run(visit, "DELETE", Address.of(MAINTENANCE), null);
  }
}
