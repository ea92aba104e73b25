package io.orchestratex.session.idempotency;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers which requests were sent and what they brought. Thread-safe. */
public interface IdempotencyStore {

  /**
   * A request that carries a key.
   *
   * @param id digest of caller, operation and key
   * @param fingerprint digest of the body
   * @param resourceId id of what the request creates, the same in each try
   * @param result JSON of what it brought; null while it runs
   * @param leaseUntil while it runs: when its process is taken for dead
   * @param expiresAt when it is forgotten
   */
  record Entry(
      String id,
      String fingerprint,
      String resourceId,
      @Nullable String result,
      Instant leaseUntil,
      Instant expiresAt) {}

  /** Keeps a new entry, unless there is one with its id. */
  boolean add(Entry entry);

  Optional<Entry> find(String id);

  /** Takes an entry over whose process is dead; false when somebody else was faster. */
  boolean takeOver(String id, Instant now, Instant leaseUntil);

  /** Keeps what the request brought. */
  void complete(String id, String result);

  /** Forgets an entry, so that the request may be sent again. */
  void remove(String id);
}
