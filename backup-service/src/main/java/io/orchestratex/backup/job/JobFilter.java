package io.orchestratex.backup.job;

import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are wanted; null means any.
 *
 * @param label the whole label
 * @param text part of the id or the label
 * @param createdAt when it was ordered
 */
public record JobFilter(
    String kind,
    @Nullable String state,
    @Nullable String target,
    @Nullable String label,
    @Nullable TextFilter text,
    TimeRange createdAt) {}
