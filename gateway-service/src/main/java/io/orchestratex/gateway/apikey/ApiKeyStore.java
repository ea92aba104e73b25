package io.orchestratex.gateway.apikey;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.time.Instant;
import java.util.Optional;

/** Keeps API keys. Implementations are thread-safe and block. */
public interface ApiKeyStore {

  /**
   * Adds a key.
   *
   * @param most keys that one owner may have
   * @throws io.orchestratex.kit.failure.FailureException Conflict when the owner has as many
   */
  void insert(ApiKey key, int most);

  Optional<ApiKey> find(String id);

  Optional<ApiKey> findByHash(String hash);

  /** Newest first; of one owner, or of all when empty. */
  Page<ApiKey> list(Optional<String> ownerId, PageRequest page);

  /**
   * Removes a key and revokes the tokens made from it, in one transaction with the event. The store
   * removes expired keys by itself.
   */
  void delete(ApiKey key, Instant now, Instant tokensExpireAt);
}
