package io.orchestratex.session.conversation;

import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions are wanted; null means any.
 *
 * @param title part of the title
 * @param tag one of its tags, as it was given
 */
public record SessionFilter(
    @Nullable String userId,
    @Nullable SessionStatus status,
    @Nullable TextFilter title,
    @Nullable String tag,
    TimeRange createdAt) {

  SessionFilter of(String owner) {
    return new SessionFilter(owner, status, title, tag, createdAt);
  }
}
