package io.orchestratex.gateway.console.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestratex.gateway.identity.IdentitySettings;
import io.orchestratex.gateway.identity.SignIn;
import io.orchestratex.gateway.identity.User;
import io.orchestratex.gateway.identity.UserStore;
import io.orchestratex.gateway.revocation.Revocations;
import io.orchestratex.gateway.token.TokenIssuer;
import io.orchestratex.gateway.token.TokenIssuer.AccessToken;
import io.orchestratex.gateway.token.TokenOrigin;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Browsers in which users are signed in. A browser holds 256 random bits in its cookie, of which
 * only the SHA-256 is stored, and never a token: the gateway makes an access token for the session
 * and renews it while the session is used. All tokens of a session carry the same id, so ending the
 * session revokes them at each replica and service as any token is revoked. What ends a user's
 * tokens (another password, other roles, disabled, removed, the users restored) ends their sessions
 * too. While MongoDB is away, a session goes on for as long as its last token holds. Thread-safe.
 */
@Singleton
public final class ConsoleSessions implements TokenOrigin {

  private static final int SECRET_BYTES = 32;
  private static final int SECRET_LENGTH = 43;
  private static final int LONGEST_BROWSER = 200;

  /** A token is renewed before it expires, so that it outlives the page that it is used for. */
  private static final Duration RENEW_BEFORE = Duration.ofMinutes(1);

  private final SignIn signIn;
  private final UserStore users;
  private final ConsoleSessionStore store;
  private final TokenIssuer issuer;
  private final Revocations revocations;
  private final CachedVerifier verifier;
  private final IdentitySettings identity;
  private final ConsoleSettings settings;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Cache<String, SignedIn> known = Caffeine.newBuilder().maximumSize(20_000).build();

  ConsoleSessions(
      SignIn signIn,
      UserStore users,
      ConsoleSessionStore store,
      TokenIssuer issuer,
      Revocations revocations,
      CachedVerifier verifier,
      IdentitySettings identity,
      ConsoleSettings settings,
      InstantSource clock) {
    this.signIn = signIn;
    this.users = users;
    this.store = store;
    this.issuer = issuer;
    this.revocations = revocations;
    this.verifier = verifier;
    this.identity = identity;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Signs a user in.
   *
   * @return the secret for the browser's cookie
   * @throws FailureException Unauthenticated or Busy, as {@link SignIn} says
   */
  public String begin(String username, String password, String address, String browser) {
    // Dated before the user is read: what is taken from them while the password is checked, holds.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    User user = signIn.signIn(username, password, address);
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    store.insert(
        new ConsoleSession(
            UUID.randomUUID().toString(),
            user.id(),
            hash(secret),
            now,
            now,
            now.plus(settings.sessionLife()),
            address,
            browser.substring(0, Math.min(browser.length(), LONGEST_BROWSER))),
        settings.sessionsPerUser());
    return secret;
  }

  /** Who is signed in by a cookie's secret, if this replica knows it; never blocks. */
  public @Nullable SignedIn ifKnown(String secret) {
    SignedIn signedIn = known.getIfPresent(hash(secret));
    return signedIn != null
            && verifier.stillHolds(signedIn.caller())
            && clock.instant().plus(RENEW_BEFORE).isBefore(signedIn.caller().expiresAt())
        ? signedIn
        : null;
  }

  /**
   * Who is signed in by a cookie's secret; empty when nobody is, or no more.
   *
   * @throws FailureException Unavailable when MongoDB does not answer and no token of the session
   *     is at hand
   */
  public Optional<SignedIn> find(String secret) {
    if (secret.length() != SECRET_LENGTH) {
      return Optional.empty();
    }
    SignedIn signedIn = ifKnown(secret);
    return signedIn != null ? Optional.of(signedIn) : renew(hash(secret));
  }

  private Optional<SignedIn> renew(String hash) {
    try {
      Instant now = clock.instant();
      ConsoleSession session = store.findByHash(hash).orElse(null);
      User user =
          session == null || !now.isBefore(session.expiresAt())
              ? null
              : users.find(session.userId()).filter(User::enabled).orElse(null);
      if (session == null
          || user == null
          || !user.tokensAfter().isBefore(session.createdAt())
          || isRevoked(session, user, now)) {
        known.invalidate(hash);
        return Optional.empty();
      }
      store.used(session.id(), now, now.plus(settings.sessionLife()));
      SignedIn renewed = signedIn(session, user, now);
      known.put(hash, renewed);
      return Optional.of(renewed);
    } catch (FailureException e) {
      SignedIn last = known.getIfPresent(hash);
      if (e.failure() instanceof Failure.Unavailable
          && last != null
          && verifier.stillHolds(last.caller())) {
        return Optional.of(last);
      }
      throw e;
    }
  }

  private boolean isRevoked(ConsoleSession session, User user, Instant now) {
    return !verifier.stillHolds(
        new Caller(
            user.id(),
            user.username(),
            user.roles(),
            session.tokenId(),
            TokenIssuer.issueTime(now, user.tokensAfter()),
            now.plus(RENEW_BEFORE)));
  }

  private SignedIn signedIn(ConsoleSession session, User user, Instant now) {
    Instant issuedAt = TokenIssuer.issueTime(now, user.tokensAfter());
    AccessToken token =
        issuer.issue(
            session.tokenId(),
            user.id(),
            user.username(),
            user.roles(),
            identity.accessTokenLife(),
            issuedAt);
    Caller caller =
        new Caller(
            user.id(), user.username(), user.roles(), token.id(), issuedAt, token.expiresAt());
    return new SignedIn(caller, session.id(), token.value());
  }

  /** The browsers in which a user is signed in, not those that a change of the user signed out. */
  public List<ConsoleSession> of(String userId) {
    return users
        .find(userId)
        .filter(User::enabled)
        .map(user ->
            store.of(userId, clock.instant()).stream()
                .filter(session -> user.tokensAfter().isBefore(session.createdAt()))
                .toList())
        .orElse(List.of());
  }

  /** Signs a browser of a user out; one that is signed out already stays so. */
  public void end(String id, Caller caller, String address) {
    store
        .find(id)
        .filter(session -> session.userId().equals(caller.subject()))
        .ifPresent(session -> {
          end(session);
          signIn.note(caller.name(), caller.subject(), address, "revoked");
        });
  }

  /** Signs a browser of a user out, by order of an admin; the user's sign-ins show it. */
  public void endOf(String userId, String id, String address) {
    store
        .find(id)
        .filter(session -> session.userId().equals(userId))
        .ifPresent(session -> {
          end(session);
          users
              .find(userId)
              .ifPresent(user -> signIn.note(user.username(), userId, address, "revoked"));
        });
  }

  @Override
  public boolean end(Caller caller) {
    if (!caller.tokenId().startsWith(ConsoleSession.TOKEN_ID_PREFIX)) {
      return false;
    }
    Optional<ConsoleSession> session =
        store.find(caller.tokenId().substring(ConsoleSession.TOKEN_ID_PREFIX.length()));
    session.ifPresent(this::end);
    return session.isPresent();
  }

  private void end(ConsoleSession session) {
    Instant now = clock.instant();
    Instant tokensExpireAt = now.plus(identity.accessTokenLife()).plus(RENEW_BEFORE);
    store.delete(session, now, tokensExpireAt);
    known.invalidate(session.hash());
    revocations.announceToken(session.tokenId(), session.userId(), tokensExpireAt);
  }

  private static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Who uses a browser.
   *
   * @param sessionId id of the console's session
   */
  public record SignedIn(Caller caller, String sessionId, String token) {

    public SignedIn {
      Objects.requireNonNull(token);
    }

    /** Without the token. */
    @Override
    public String toString() {
      return caller.name() + " in " + sessionId;
    }
  }
}
