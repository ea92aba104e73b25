package io.orchestratex.session.idempotency;

import java.time.Instant;
import java.util.Optional;

/** Remembers which requests were sent and the ids of what they created. Thread-safe. */
public interface IdempotencyStore {

  /**
   * A request that carries a key.
   *
   * @param id digest of caller, operation and key
   * @param fingerprint digest of the body
   * @param resourceId id of what the request creates, the same in each try
   * @param done false while it runs
   * @param leaseUntil while it runs: when its process is taken for dead
   * @param expiresAt when it is forgotten
   */
  record Entry(
      String id,
      String fingerprint,
      String resourceId,
      boolean done,
      Instant leaseUntil,
      Instant expiresAt) {}

  /** Keeps a new entry, unless there is one with its id. */
  boolean add(Entry entry);

  Optional<Entry> find(String id);

  /** Takes an entry over whose process is dead; false when another process was faster. */
  boolean takeOver(String id, Instant now, Instant leaseUntil);

  /** Remembers that the request was carried out. */
  void complete(String id);

  /** Lets the next request take an entry over. */
  void release(String id, Instant now);

  /** Forgets an entry, so that the request may be sent again. */
  void remove(String id);
}
