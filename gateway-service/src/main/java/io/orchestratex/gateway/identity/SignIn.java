package io.orchestratex.gateway.identity;

import io.micronaut.http.context.ServerRequestContext;
import io.orchestratex.gateway.identity.LoginAudit.Login;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks a name and a password. A caller cannot learn whether a user exists: an unknown name costs
 * the same work and gets the same answer as a wrong password.
 */
@Singleton
public final class SignIn {

  private static final int LONGEST_USER_AGENT = 120;

  /** Stands for what can be no name: it may be a password that was typed into the wrong field. */
  private static final String NOT_A_NAME = "(not a user name)";

  private final UserStore users;
  private final PasswordHasher hasher;
  private final LoginThrottle throttle;
  private final LoginAudit audit;
  private final InstantSource clock;

  SignIn(
      UserStore users,
      PasswordHasher hasher,
      LoginThrottle throttle,
      LoginAudit audit,
      InstantSource clock) {
    this.users = users;
    this.hasher = hasher;
    this.throttle = throttle;
    this.audit = audit;
    this.clock = clock;
  }

  /** The user, when the password is theirs and they are enabled. */
  public User signIn(String name, String password, String address) {
    String username = UserRules.normalized(name);
    Optional<Duration> wait = throttle.attempt(username, address);
    if (wait.isPresent()) {
      note(username, null, address, "throttled", "too-many-attempts");
      throw FailureException.busy(
          "identity.too-many-attempts",
          "Too many failed sign-ins. Try again in " + wait.get().toSeconds() + " seconds.",
          wait.get());
    }
    Checked checked = checked(username, password, address);
    User user = checked.user();
    if (user == null || checked.refusal() != null) {
      throttle.failed(username, address);
      note(username, user == null ? null : user.id(), address, "refused", checked.refusal());
      throw FailureException.unauthenticated(
          "identity.credentials-wrong", "The name or the password is wrong.");
    }
    throttle.succeeded(username, address);
    note(username, user.id(), address, "succeeded");
    return user;
  }

  /** Why a sign-in is refused, for the audit only: the caller learns one reason for all. */
  private record Checked(@Nullable User user, @Nullable String refusal) {}

  private Checked checked(String username, String password, String address) {
    try {
      User user = users.findByUsername(username).orElse(null);
      if (user == null) {
        hasher.pretend(password);
        return new Checked(null, "user-unknown");
      }
      boolean matches = hasher.matches(password, user.passwordHash());
      String refusal = !matches ? "password-wrong" : user.enabled() ? null : "user-disabled";
      return new Checked(user, refusal);
    } catch (RuntimeException e) {
      throttle.undecided(username, address);
      throw e;
    }
  }

  /** Remembers what happened to a session after its sign-in. */
  public void note(String username, @Nullable String userId, String address, String outcome) {
    note(username, userId, address, outcome, null);
  }

  /** Remembers what happened, and why. */
  public void note(
      String username,
      @Nullable String userId,
      String address,
      String outcome,
      @Nullable String reason) {
    audit.note(
        new Login(
            clock.instant(),
            UserRules.faultsOfName(username).isEmpty() ? username : NOT_A_NAME,
            userId,
            address,
            outcome,
            reason,
            userAgent(),
            TraceContext.currentTraceId()));
  }

  /** Of the request under way, cut to a length that a list can show. */
  private static @Nullable String userAgent() {
    return ServerRequestContext.currentRequest()
        .map(request -> request.getHeaders().get("User-Agent"))
        .map(SignIn::shortened)
        .filter(text -> !text.isEmpty())
        .orElse(null);
  }

  private static String shortened(String text) {
    String plain = text.replaceAll("[^\\x20-\\x7e]", "?").strip();
    return plain.length() <= LONGEST_USER_AGENT
        ? plain
        : plain.substring(0, LONGEST_USER_AGENT - 3) + "...";
  }
}
