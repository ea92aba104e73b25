package io.orchestratex.gateway.limit;

import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.failure.Failure;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The limits of callers and of addresses. A credential that was verified before counts for its
 * subject; anything else counts for the address, so guessing credentials is limited too. Answers
 * show the limit in the headers of the IETF draft ratelimit-headers. Thread-safe.
 */
@Singleton
public final class Limits {

  /** Header with the limit's size. */
  public static final String POLICY = "RateLimit-Policy";

  /** Header with what is left of it. */
  public static final String REMAINING = "RateLimit";

  private final RateLimiter limiter;
  private final Quota ofCaller;
  private final Quota ofAddress;
  private final String policyOfCaller;
  private final String policyOfAddress;

  Limits(RateLimiter limiter, LimitSettings settings) {
    this.limiter = limiter;
    this.ofCaller = new Quota("caller", settings.requests(), settings.window());
    this.ofAddress = new Quota("address", settings.anonymousRequests(), settings.window());
    this.policyOfCaller = policyOf(ofCaller);
    this.policyOfAddress = policyOf(ofAddress);
  }

  /**
   * Counts a request; never fails.
   *
   * @param caller whose credential was verified before, or null
   */
  public CompletionStage<Verdict> take(@Nullable Caller caller, InetAddress address) {
    return caller != null
        ? limiter.take("caller:" + caller.subject(), ofCaller)
        : limiter.take("address:" + address.getHostAddress(), ofAddress);
  }

  /** What a caller over the limit gets. */
  public static Failure.Busy exceeded(Verdict verdict) {
    Duration wait = Duration.ofSeconds(ceilSeconds(verdict.retryMillis()));
    return new Failure.Busy(
        "limit.exceeded",
        "More than "
            + verdict.quota().requests()
            + " requests in "
            + verdict.quota().window().toSeconds()
            + " seconds. Try again in "
            + wait.toSeconds()
            + " seconds.",
        wait);
  }

  /** Value of the {@link #POLICY} header. */
  public String policy(Verdict verdict) {
    return verdict.quota() == ofCaller ? policyOfCaller : policyOfAddress;
  }

  /** Value of the {@link #REMAINING} header. */
  public static String remaining(Verdict verdict) {
    return "\""
        + verdict.quota().name()
        + "\";r="
        + verdict.remaining()
        + ";t="
        + ceilSeconds(verdict.resetMillis());
  }

  private static long ceilSeconds(long millis) {
    return (millis + 999) / 1000;
  }

  private static String policyOf(Quota quota) {
    return "\"" + quota.name() + "\";q=" + quota.requests() + ";w=" + quota.window().toSeconds();
  }
}
