package io.orchestratex.backup.maintenance;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Services take no changes for a while.
 *
 * @param id of the restore that it is for, or {@link #BY_HAND}
 * @param restore the restore; null when a person declared it
 * @param declaredBy who ordered the restore, or declared it
 * @param until when it runs out by itself
 */
public record Maintenance(
    String id,
    List<String> services,
    String reason,
    @Nullable String restore,
    String declaredBy,
    Instant declaredAt,
    Instant until) {

  /** Id of what people declare: there is one at a time. */
  public static final String BY_HAND = "by-hand";

  public Maintenance {
    services = List.copyOf(services);
  }
}
