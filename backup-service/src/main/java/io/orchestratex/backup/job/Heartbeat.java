package io.orchestratex.backup.job;

import org.jspecify.annotations.Nullable;

/**
 * What a worker hears when it says that it lives.
 *
 * @param held false when somebody else has the job by now
 * @param cancelRequestedBy who wants it to stop, if somebody does
 */
public record Heartbeat(boolean held, @Nullable String cancelRequestedBy) {}
