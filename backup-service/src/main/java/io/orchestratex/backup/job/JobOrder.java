package io.orchestratex.backup.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job to be made.
 *
 * @param kind the name of its {@link JobKind}
 * @param subject the job it is about; empty when it is about none but itself
 * @param parent the job that waits for it
 * @param details JSON that its handler reads
 * @param key orders with the same key make one job, however often they arrive; null is no key
 */
public record JobOrder(
    String kind,
    String subject,
    List<String> targets,
    @Nullable String label,
    String requestedBy,
    @Nullable String parent,
    String details,
    @Nullable String key) {
  public JobOrder {
    targets = List.copyOf(targets);
  }
}
