package io.orchestratex.session.idempotency;

import java.time.Duration;
import java.util.Map;

/**
 * Remembers which requests were sent and the ids of what they created. Whether a lease is over is
 * decided by the store's own clock. Thread-safe.
 */
public interface IdempotencyStore {

  /**
   * A request that carries a key.
   *
   * @param id digest of caller, operation and key
   * @param fingerprint digest of the body
   * @param resourceId id of what the request creates, the same in each try
   * @param holder who carries it out; drawn anew by each try
   * @param done false while it runs
   */
  record Entry(String id, String fingerprint, String resourceId, String holder, boolean done) {}

  /**
   * Keeps a new entry; or takes over the one with its id and body that is not done and whose lease
   * is over, with its resource. Returns the entry as it is then, which has the wanted holder if it
   * may be carried out.
   *
   * @param remembered after which an entry is forgotten
   */
  Entry claim(Entry wanted, Duration lease, Duration remembered);

  /**
   * Says that these are still carried out.
   *
   * @param holders by the ids of the entries
   */
  void renew(Map<String, String> holders, Duration lease);

  /** Gives an entry another resource; false when it has another holder now. */
  boolean redraw(String id, String holder, String resourceId);

  /** Remembers that the request was carried out. The holder's alone, as the next two are. */
  void complete(String id, String holder);

  /** Lets the next request take an entry over. */
  void release(String id, String holder);

  /** Forgets an entry, so that the request may be sent again. */
  void remove(String id, String holder);
}
