package io.orchestratex.session.conversation;

import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Which threads are wanted; null means any.
 *
 * @param domain what they are about, as it was given
 * @param title part of the title
 */
public record ThreadFilter(
    @Nullable String sessionId,
    @Nullable String userId,
    @Nullable String domain,
    @Nullable TextFilter title,
    TimeRange createdAt) {

  static ThreadFilter ofSession(String sessionId) {
    return new ThreadFilter(sessionId, null, null, null, TimeRange.ALL);
  }

  ThreadFilter of(String owner) {
    return new ThreadFilter(sessionId, owner, domain, title, createdAt);
  }
}
