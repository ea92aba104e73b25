package io.orchestratex.backup.job;

import org.jspecify.annotations.Nullable;

/** Which jobs are wanted; null means any. */
public record JobFilter(
    String kind, @Nullable String state, @Nullable String target, @Nullable String label) {}
