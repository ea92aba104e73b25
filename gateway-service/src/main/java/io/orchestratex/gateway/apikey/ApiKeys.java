package io.orchestratex.gateway.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestratex.gateway.identity.User;
import io.orchestratex.gateway.identity.UserStore;
import io.orchestratex.gateway.token.TokenIssuer;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.access.TokenVerifier;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns an API key into a caller, and into a short-lived token for the services, which know nothing
 * of keys. Both are kept for {@link #KEEP}; a revoked key, and a key whose owner was changed, are
 * dropped at once all the same, since revocations name their token id and subject.
 */
@Singleton
public final class ApiKeys implements TokenVerifier {

  /** How a key begins; no JWT begins so. */
  public static final String PREFIX = "ox_";

  static final Duration KEEP = Duration.ofMinutes(5);
  private static final Duration LIFE_BEYOND_CALLER = Duration.ofMinutes(1);

  private final ApiKeyStore store;
  private final UserStore users;
  private final TokenIssuer issuer;
  private final InstantSource clock;
  private final Cache<Caller, String> tokens =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(KEEP).build();

  ApiKeys(ApiKeyStore store, UserStore users, TokenIssuer issuer, InstantSource clock) {
    this.store = store;
    this.users = users;
    this.issuer = issuer;
    this.clock = clock;
  }

  @Override
  public Caller verify(String key) {
    Instant now = clock.instant();
    ApiKey known = store.findByHash(hash(key)).orElse(null);
    if (known == null || isExpired(known, now)) {
      throw refused();
    }
    User owner = users.find(known.ownerId()).filter(User::enabled).orElse(null);
    if (owner == null) {
      throw refused();
    }
    Set<String> roles = effectiveRoles(known, owner);
    if (roles.isEmpty()) {
      throw FailureException.forbidden(
          "api-key.without-role", "The owner of this API key holds none of its roles any more.");
    }
    Instant kept = now.plus(KEEP);
    Instant expires = known.expiresAt();
    return new Caller(
        owner.id(),
        owner.username() + "/" + known.name(),
        roles,
        known.tokenId(),
        TokenIssuer.issueTime(now, owner.tokensAfter()),
        expires != null && expires.isBefore(kept) ? expires : kept);
  }

  /** The token that stands for a key's caller, if one is at hand; never blocks. */
  public @Nullable String tokenIfKnown(Caller caller) {
    return tokens.getIfPresent(caller);
  }

  /** A token that the services accept for a key's caller; signs one when none is at hand. */
  public String token(Caller caller) {
    return Objects.requireNonNull(
        tokens.get(
            caller,
            c ->
                issuer
                    .issue(
                        c.tokenId(),
                        c.subject(),
                        c.name(),
                        c.roles(),
                        Duration.between(clock.instant(), c.expiresAt()).plus(LIFE_BEYOND_CALLER),
                        c.issuedAt())
                    .value()));
  }

  /** When the last token made from a key has expired. */
  Instant tokensExpireAt() {
    return clock.instant().plus(KEEP).plus(LIFE_BEYOND_CALLER);
  }

  static String hash(String key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Set<String> effectiveRoles(ApiKey key, User owner) {
    return owner.roles().contains(Role.ADMIN)
        ? key.roles()
        : key.roles().stream().filter(owner.roles()::contains).collect(Collectors.toSet());
  }

  private static boolean isExpired(ApiKey key, Instant now) {
    Instant expires = key.expiresAt();
    return expires != null && !now.isBefore(expires);
  }

  private static FailureException refused() {
    return FailureException.unauthenticated(
        "api-key.invalid", "The API key is unknown, revoked or expired.");
  }
}
