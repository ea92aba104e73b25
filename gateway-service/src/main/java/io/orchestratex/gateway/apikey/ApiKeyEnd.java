package io.orchestratex.gateway.apikey;

import io.orchestratex.gateway.revocation.Revocations;
import io.orchestratex.gateway.token.TokenOrigin;
import io.orchestratex.kit.access.Caller;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Ends API keys: the key goes with the tokens made from it, for a key that stayed would make new
 * ones.
 */
@Singleton
final class ApiKeyEnd implements TokenOrigin {

  private final ApiKeyStore store;
  private final ApiKeys keys;
  private final Revocations revocations;
  private final InstantSource clock;

  ApiKeyEnd(ApiKeyStore store, ApiKeys keys, Revocations revocations, InstantSource clock) {
    this.store = store;
    this.keys = keys;
    this.revocations = revocations;
    this.clock = clock;
  }

  void end(ApiKey key) {
    Instant tokensExpireAt = keys.tokensExpireAt();
    store.delete(key, clock.instant(), tokensExpireAt);
    revocations.announceToken(key.tokenId(), key.ownerId(), tokensExpireAt);
  }

  @Override
  public boolean end(Caller caller) {
    if (!caller.tokenId().startsWith(ApiKey.TOKEN_ID_PREFIX)) {
      return false;
    }
    Optional<ApiKey> key = store.find(caller.tokenId().substring(ApiKey.TOKEN_ID_PREFIX.length()));
    key.ifPresent(this::end);
    return key.isPresent();
  }
}
