package io.orchestratex.gateway.identity;

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
      note(username, null, address, "throttled");
      throw FailureException.busy(
          "identity.too-many-attempts",
          "Too many failed sign-ins. Try again in " + wait.get().toSeconds() + " seconds.",
          wait.get());
    }
    User user = ifTheirs(username, password, address);
    if (user == null) {
      throttle.failed(username, address);
      note(username, null, address, "refused");
      throw FailureException.unauthenticated(
          "identity.credentials-wrong", "The name or the password is wrong.");
    }
    throttle.succeeded(username, address);
    note(username, user.id(), address, "succeeded");
    return user;
  }

  private @Nullable User ifTheirs(String username, String password, String address) {
    try {
      User user = users.findByUsername(username).orElse(null);
      if (user == null) {
        hasher.pretend(password);
        return null;
      }
      boolean matches = hasher.matches(password, user.passwordHash());
      return matches && user.enabled() ? user : null;
    } catch (RuntimeException e) {
      throttle.undecided(username, address);
      throw e;
    }
  }

  /** Remembers what happened to a session after its sign-in. */
  public void note(String username, @Nullable String userId, String address, String outcome) {
    audit.note(
        new Login(
            clock.instant(), username, userId, address, outcome, TraceContext.currentTraceId()));
  }
}
