package io.orchestratex.backup.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job to be made.
 *
 * @param subject the backup it is about; empty when it makes one
 * @param parent the job that waits for it
 * @param details JSON that its handler reads
 */
public record JobOrder(
    JobKind kind,
    String subject,
    List<String> targets,
    @Nullable String label,
    String requestedBy,
    @Nullable String parent,
    String details) {
  public JobOrder {
    targets = List.copyOf(targets);
  }
}
