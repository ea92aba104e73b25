package io.orchestratex.backup.job;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a worker's heartbeat.
 *
 * @param held false when another worker has the job by now
 * @param renewed false when the job is held but is being changed just now, such as the worker's own
 *     fenced work: the lease stays as it was, and no worker can claim the job meanwhile
 * @param cancelRequestedBy who wants it to stop, or null
 */
public record Heartbeat(boolean held, boolean renewed, @Nullable String cancelRequestedBy) {}
