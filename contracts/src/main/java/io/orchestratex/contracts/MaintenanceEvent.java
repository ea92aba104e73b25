package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When services take no changes, because their databases are restored or a person said so; topic
 * {@code maintenance.events.v1}, keyed by maintenance id. Who reads it lets what is declared run
 * out at {@code until}, whether or not an end is published.
 */
public sealed interface MaintenanceEvent extends DomainEvent {

  String maintenanceId();

  @Override
  default String key() {
    return maintenanceId();
  }

  /**
   * Until then the services take no changes. It is published again with a later end while it goes
   * on. {@code restoreId} is the restore that it is for, and null when a person declared it.
   */
  @JsonTypeName("maintenance.declared")
  record Declared(
      String maintenanceId,
      List<String> services,
      String reason,
      @Nullable String restoreId,
      String declaredBy,
      Instant declaredAt,
      Instant until)
      implements MaintenanceEvent {
    public Declared {
      services = List.copyOf(services);
    }
  }

  /** The services take changes again, unless another maintenance holds them. */
  @JsonTypeName("maintenance.ended")
  record Ended(String maintenanceId, List<String> services, String reason, Instant endedAt)
      implements MaintenanceEvent {
    public Ended {
      services = List.copyOf(services);
    }
  }
}
