package io.orchestratex.gateway.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Remembers sign-ins, good and bad. */
public interface LoginAudit {

  void note(Login login);

  /**
   * One attempt.
   *
   * @param outcome {@code succeeded}, {@code refused}, {@code throttled}, {@code refreshed}, {@code
   *     reused} (an old refresh token was sent) or {@code revoked}
   */
  record Login(
      Instant at,
      String username,
      @Nullable String userId,
      String address,
      String outcome,
      @Nullable String traceId) {}
}
