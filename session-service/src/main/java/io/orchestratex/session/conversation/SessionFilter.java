package io.orchestratex.session.conversation;

import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions are wanted; null means any.
 *
 * @param title part of the title
 */
public record SessionFilter(
    @Nullable String userId,
    @Nullable SessionStatus status,
    @Nullable TextFilter title,
    TimeRange createdAt) {

  SessionFilter of(String owner) {
    return new SessionFilter(owner, status, title, createdAt);
  }
}
