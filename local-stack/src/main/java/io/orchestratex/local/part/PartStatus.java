package io.orchestratex.local.part;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one part of the stack is doing.
 *
 * @param name the part, such as {@code mongodb} or {@code session-service}
 * @param address host and port for an engine, a base URL for a service
 * @param pid the process, null when none runs
 * @param residentBytes memory of the process and its children, 0 when none runs
 * @param lastLines the end of the part's log for {@link State#CRASHED}; who else holds its port for
 *     {@link State#UNREADY}
 */
public record PartStatus(
    String name,
    State state,
    String address,
    @Nullable Long pid,
    long residentBytes,
    List<String> lastLines) {

  public PartStatus {
    lastLines = List.copyOf(lastLines);
  }

  /** What a part can be. */
  public enum State {
    /** The process runs and answers. */
    RUNNING,
    /** The process runs and does not answer (yet). */
    UNREADY,
    /** The process ended without being stopped. */
    CRASHED,
    /** It was never started, or it was stopped. */
    STOPPED
  }
}
