package io.orchestratex.gateway.console.service.identity;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who signed in, and who tried to. */
@Singleton
public final class SignInApi {

  private final ServiceClient client;

  SignInApi(ServiceClient client) {
    this.client = client;
  }

  /** One attempt. */
  public record Attempt(
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
   * @param user a name or an id
   * @param from a time, or how long ago: {@code -24h}
   */
  public record Filter(
      @Nullable String user,
      @Nullable String outcome,
      @Nullable String address,
      @Nullable String from,
      @Nullable String to) {

    /** All attempts of one user. */
    public static Filter of(String user) {
      return new Filter(user, null, null, null, null);
    }
  }

  public Paged<Attempt> list(Visit visit, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of("/api/v1/auth/sign-ins")
            .with("user", filter.user())
            .with("outcome", filter.outcome())
            .with("address", filter.address())
            .with("from", filter.from())
            .with("to", filter.to())
            .with("limit", limit)
            .with("offset", offset),
        Attempt.class);
  }
}
