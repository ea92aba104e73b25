package io.orchestratex.gateway.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.orchestratex.gateway.identity.IdentitySettings;
import io.orchestratex.gateway.identity.SignIn;
import io.orchestratex.gateway.identity.User;
import io.orchestratex.gateway.identity.UserStore;
import io.orchestratex.gateway.revocation.Revocations;
import io.orchestratex.gateway.token.RefreshFamily.LiveToken;
import io.orchestratex.gateway.token.TokenIssuer.AccessToken;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signed-in sessions. A refresh token is {@code rt_<family>_<secret>}; only the SHA-256 of its 256
 * random bits is stored. It is good once: using it gives the next. When an earlier one comes back,
 * either it or the current one was stolen, and which one is unknown, so the whole family ends with
 * its access tokens. A user has a limited number of sessions.
 */
@Singleton
final class Sessions {

  private static final int SECRET_BYTES = 32;
  private static final Pattern TOKEN = Pattern.compile("rt_([0-9a-f-]{36})_([A-Za-z0-9_-]{43})");

  private final SignIn signIn;
  private final UserStore users;
  private final RefreshStore families;
  private final TokenIssuer issuer;
  private final Revocations revocations;
  private final List<TokenOrigin> origins;
  private final IdentitySettings settings;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  Sessions(
      SignIn signIn,
      UserStore users,
      RefreshStore families,
      TokenIssuer issuer,
      Revocations revocations,
      List<TokenOrigin> origins,
      IdentitySettings settings,
      InstantSource clock) {
    this.signIn = signIn;
    this.users = users;
    this.families = families;
    this.issuer = issuer;
    this.revocations = revocations;
    this.origins = List.copyOf(origins);
    this.settings = settings;
    this.clock = clock;
  }

  /** What a session is given: both tokens, once. */
  record Grant(AccessToken access, String refreshToken) {}

  Grant begin(String username, String password, String address) {
    // Dated before the user is read: what is taken from them while the password is checked, holds.
    Instant now = clock.instant();
    User user = signIn.signIn(username, password, address);
    String id = UUID.randomUUID().toString();
    String secret = secret();
    AccessToken access = accessToken(user, now);
    families.insert(
        new RefreshFamily(
            id,
            user.id(),
            hash(secret),
            now,
            now.plus(settings.refreshTokenLife()),
            List.of(new LiveToken(access.id(), access.expiresAt()))),
        settings.sessionsPerUser());
    return new Grant(access, "rt_" + id + "_" + secret);
  }

  Grant refresh(String refreshToken, String address) {
    Matcher parts = TOKEN.matcher(refreshToken);
    RefreshFamily family = parts.matches() ? families.find(parts.group(1)).orElse(null) : null;
    Instant now = clock.instant();
    if (family == null || !now.isBefore(family.expiresAt())) {
      throw refused();
    }
    User user = users.find(family.userId()).filter(User::enabled).orElse(null);
    if (user == null || !user.tokensAfter().isBefore(family.createdAt())) {
      end(family);
      throw refused();
    }
    AccessToken access = accessToken(user, now);
    String secret = secret();
    RefreshFamily after =
        family.rotated(
            hash(secret),
            new LiveToken(access.id(), access.expiresAt()),
            now.plus(settings.refreshTokenLife()),
            now);
    if (!family.currentHash().equals(hash(parts.group(2)))
        || !families.rotate(family, after, now)) {
      end(family);
      signIn.note(user.username(), user.id(), address, "reused", "refresh-token-reused");
      throw refused();
    }
    announce(family.endedBy(after, now), user.id());
    signIn.note(user.username(), user.id(), address, "refreshed");
    return new Grant(access, "rt_" + family.id() + "_" + secret);
  }

  /** Ends the session of a refresh token; an unknown one is as good as ended. */
  void endByRefreshToken(Caller caller, String refreshToken) {
    Matcher parts = TOKEN.matcher(refreshToken);
    if (parts.matches()) {
      families
          .find(parts.group(1))
          .filter(family -> family.userId().equals(caller.subject()))
          .ifPresent(this::end);
    }
  }

  /** Revokes an access token and ends the session, or whatever else, that it was made from. */
  void endByToken(Caller caller) {
    Optional<RefreshFamily> family = families.findByToken(caller.tokenId());
    if (family.isPresent()) {
      end(family.get());
    } else if (origins.stream().noneMatch(origin -> origin.end(caller))) {
      revocations.revokeToken(caller.tokenId(), caller.subject(), caller.expiresAt());
    }
  }

  private void end(RefreshFamily family) {
    families
        .revoke(family.id(), clock.instant())
        .ifPresent(ended -> announce(ended.tokens(), ended.userId()));
  }

  private void announce(List<LiveToken> ended, String subject) {
    ended.forEach(token -> revocations.announceToken(token.id(), subject, token.expiresAt()));
  }

  private AccessToken accessToken(User user, Instant now) {
    return issuer.issue(
        UUID.randomUUID().toString(),
        user.id(),
        user.username(),
        user.roles(),
        settings.accessTokenLife(),
        TokenIssuer.issueTime(now, user.tokensAfter()));
  }

  private String secret() {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  private static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static FailureException refused() {
    return FailureException.unauthenticated(
        "token.refresh-refused",
        "The refresh token is unknown, used, revoked or expired. Sign in again.");
  }
}
