package io.orchestratex.backup.recovery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A server whose log is archived.
 *
 * @param vault name of the vault that it is kept in
 * @param slot the place that the server remembers for us
 * @param problem why nothing is received now, for a person; null while it is
 * @param received whether a process holds the lease and receives
 */
public record LogArchive(
    String target,
    String vault,
    String slot,
    String startedBy,
    Instant startedAt,
    @Nullable String problem,
    boolean received) {}
