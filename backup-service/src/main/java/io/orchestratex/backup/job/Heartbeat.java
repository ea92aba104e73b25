package io.orchestratex.backup.job;

import org.jspecify.annotations.Nullable;

/**
 * What a worker hears when it says that it lives.
 *
 * @param held false when somebody else has the job by now
 * @param renewed false when the job is held but somebody is changing it just now, such as the
 *     worker's own fenced work: the lease stays as it was, and nobody can claim the job meanwhile
 * @param cancelRequestedBy who wants it to stop, if somebody does
 */
public record Heartbeat(boolean held, boolean renewed, @Nullable String cancelRequestedBy) {}
