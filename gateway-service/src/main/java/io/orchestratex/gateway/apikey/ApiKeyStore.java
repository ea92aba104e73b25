package io.orchestratex.gateway.apikey;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.time.Instant;
import java.util.Optional;

/** Keeps API keys. Implementations are thread-safe and block. */
public interface ApiKeyStore {

  void insert(ApiKey key);

  Optional<ApiKey> find(String id);

  Optional<ApiKey> findByHash(String hash);

  /** Newest first; of one owner, or of all when empty. */
  Page<ApiKey> list(Optional<String> ownerId, PageRequest page);

  /** Removes a key and revokes the tokens made from it, in one transaction with the event. */
  void delete(ApiKey key, Instant now, Instant tokensExpireAt);
}
