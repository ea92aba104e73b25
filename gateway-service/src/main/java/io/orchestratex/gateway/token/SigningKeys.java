package io.orchestratex.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.gateway.identity.IdentitySettings;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign tokens and check them.
 *
 * <pre>
 *   (made) → next → active → retired → (gone)
 * </pre>
 *
 * The next key is published before it signs, so a service that read the JWKS document since the
 * last rotation knows it already. A retired key stays published until every token that it signed
 * has expired. Keys are shared by the replicas through the store; a replica that meets an unknown
 * {@code kid} reads the store again, at most once a second.
 */
@Singleton
public final class SigningKeys implements JWKSource<SecurityContext> {

  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
  private static final int KEY_BITS = 2048;
  private static final Duration MARGIN = Duration.ofMinutes(5);
  private static final Duration READ_AT_MOST_EVERY = Duration.ofSeconds(1);

  private final SigningKeyStore store;
  private final KeySeal seal;
  private final IdentitySettings settings;
  private final InstantSource clock;
  private volatile Ring ring = new Ring(new JWKSet(), null, null, null, Instant.EPOCH);

  SigningKeys(SigningKeyStore store, KeySeal seal, IdentitySettings settings, InstantSource clock) {
    this.store = store;
    this.seal = seal;
    this.settings = settings;
    this.clock = clock;
  }

  /** What is known of the keys: {@code active} and {@code next} hold their private part. */
  private record Ring(
      JWKSet published,
      @Nullable RSAKey active,
      @Nullable Instant activeSince,
      @Nullable String next,
      Instant readAt) {}

  @EventListener
  void prepare(StoreReady ready) {
    read();
    if (ring.active() == null) {
      store.insert(make(SigningKey.ACTIVE));
    }
    if (ring.next() == null) {
      store.insert(make(SigningKey.NEXT));
    }
    read();
  }

  /** The public keys, for {@code /.well-known/jwks.json}. */
  JWKSet published() {
    return ring.published();
  }

  /** The key that signs now. */
  RSAKey active() {
    RSAKey active = ring.active();
    if (active == null) {
      throw FailureException.unavailable(
          "token.no-signing-key", "No token can be signed: the gateway has no key.", null);
    }
    return active;
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    List<JWK> found = selector.select(ring.published());
    if (found.isEmpty() && mayReadAgain()) {
      readAgain();
      found = selector.select(ring.published());
    }
    return found;
  }

  /** Looks for keys that other replicas made, and replaces a key that has served its time. */
  @Scheduled(initialDelay = "10s", fixedDelay = "10s")
  void look() {
    try {
      read();
      Instant since = ring.activeSince();
      if (since != null && clock.instant().isAfter(since.plus(settings.rotateKeysAfter()))) {
        rotate();
      }
    } catch (RuntimeException e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("signing keys were not read");
    }
  }

  /** Signs with the next key from now on; returns its id. */
  String rotate() {
    read();
    Ring before = ring;
    Instant now = clock.instant();
    String next = Objects.requireNonNull(before.next(), "a next key is always kept");
    boolean rotated =
        store.rotate(
            active().getKeyID(),
            now.plus(settings.accessTokenLife()).plus(MARGIN),
            next,
            now,
            make(SigningKey.NEXT));
    read();
    if (rotated) {
      LOG.atInfo()
          .addKeyValue("retired", before.active() == null ? "" : before.active().getKeyID())
          .addKeyValue("active", next)
          .log("signing key rotated");
    }
    return active().getKeyID();
  }

  private boolean mayReadAgain() {
    return clock.instant().isAfter(ring.readAt().plus(READ_AT_MOST_EVERY));
  }

  /** Of all who met an unknown key at the same time, the first reads for the others. */
  private synchronized void readAgain() {
    if (mayReadAgain()) {
      read();
    }
  }

  private synchronized void read() {
    Instant now = clock.instant();
    List<JWK> published = new ArrayList<>();
    RSAKey active = null;
    Instant activeSince = null;
    String next = null;
    for (SigningKey key : store.published(now)) {
      try {
        published.add(JWK.parse(key.publicKey()));
        if (key.state().equals(SigningKey.RETIRED)) {
          continue;
        }
        RSAKey pair = RSAKey.parse(seal.open(key.id(), key.sealedPrivateKey()));
        if (key.state().equals(SigningKey.ACTIVE) && active == null) {
          active = pair;
          activeSince = key.activeSince();
        } else if (key.state().equals(SigningKey.NEXT) && next == null) {
          next = key.id();
        }
      } catch (GeneralSecurityException e) {
        LOG.atWarn()
            .addKeyValue("key", key.id())
            .log("signing key is sealed under another key-secret and signs no more");
        store.retire(key.id(), now.plus(settings.accessTokenLife()).plus(MARGIN));
      } catch (ParseException e) {
        throw new IllegalStateException("signing key " + key.id() + " is unreadable", e);
      }
    }
    ring = new Ring(new JWKSet(published), active, activeSince, next, clock.instant());
  }

  private SigningKey make(String state) {
    String id = UUID.randomUUID().toString();
    try {
      RSAKey key =
          new RSAKeyGenerator(KEY_BITS)
              .keyID(id)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .generate();
      Instant now = clock.instant();
      return new SigningKey(
          id,
          key.toPublicJWK().toJSONString(),
          seal.seal(id, key.toJSONString()),
          state,
          now,
          state.equals(SigningKey.ACTIVE) ? now : null,
          null);
    } catch (JOSEException e) {
      throw new IllegalStateException("no RSA key could be made", e);
    }
  }
}
