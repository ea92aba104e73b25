package io.orchestratex.gateway.identity;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TimeRange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Remembers sign-ins, good and bad. */
public interface LoginAudit {

  void note(Login login);

  /** Newest first. */
  Page<Login> list(LoginFilter filter, PageRequest page);

  /**
   * One attempt.
   *
   * @param username the name as it was sent, normalized; whoever typed it may not exist. What can
   *     be no name is not kept: it may be a password
   * @param userId of the user; null where the name is nobody's
   * @param outcome {@code succeeded}, {@code refused}, {@code throttled}, {@code refreshed} or
   *     {@code reused} (an old refresh token was sent)
   * @param reason why it was not let in: {@code user-unknown}, {@code password-wrong}, {@code
   *     user-disabled}, {@code too-many-attempts} or {@code refresh-token-reused}
   * @param userAgent what the program called itself, shortened; null where it did not say
   */
  record Login(
      Instant at,
      String username,
      @Nullable String userId,
      String address,
      String outcome,
      @Nullable String reason,
      @Nullable String userAgent,
      @Nullable String traceId) {}

  /**
   * Which attempts are wanted; null means any.
   *
   * @param user a normalized name or a user's id
   * @param address as it is stored, such as {@code 198.51.100.7}
   */
  record LoginFilter(
      @Nullable String user, @Nullable String outcome, @Nullable String address, TimeRange at) {}
}
