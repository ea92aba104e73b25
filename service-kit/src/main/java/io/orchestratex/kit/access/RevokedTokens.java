package io.orchestratex.kit.access;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ids of tokens that are refused, each kept until its token expires by itself. No live revocation
 * is dropped to save memory: a subject that has more than a number of them is named to the caller
 * of {@link #add}, who refuses the subject's tokens as a whole instead. What is kept is so bounded
 * by the number of subjects, and one that signs in and out without end costs only itself.
 */
final class RevokedTokens {

  private final int mostOfSubject;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> ofSubject = new HashMap<>();
  private final Queue<Entry> byExpiry = new PriorityQueue<>(Comparator.comparing(Entry::expiresAt));

  RevokedTokens(int mostOfSubject) {
    this.mostOfSubject = mostOfSubject;
  }

  private record Entry(String tokenId, String subject, Instant expiresAt) {}

  boolean contains(String tokenId) {
    return entries.containsKey(tokenId);
  }

  int size() {
    return entries.size();
  }

  /**
   * Keeps an id until its token expires.
   *
   * @return true when the subject has more than can be kept one by one; its ids may be dropped by
   *     {@link #drop} once its tokens are refused as a whole
   */
  synchronized boolean add(String tokenId, String subject, Instant expiresAt, Instant now) {
    forgetExpired(now);
    Entry known = entries.get(tokenId);
    if (!expiresAt.isAfter(now) || (known != null && !expiresAt.isAfter(known.expiresAt()))) {
      return false;
    }
    Entry entry = new Entry(tokenId, subject, expiresAt);
    entries.put(tokenId, entry);
    byExpiry.add(entry);
    Set<String> ids = ofSubject.computeIfAbsent(subject, _ -> new HashSet<>());
    ids.add(tokenId);
    return ids.size() > mostOfSubject;
  }

  /** Drops all ids of a subject. */
  synchronized void drop(String subject) {
    Set<String> ids = ofSubject.remove(subject);
    if (ids != null) {
      ids.forEach(entries::remove);
      byExpiry.removeIf(entry -> entry.subject().equals(subject));
    }
  }

  private void forgetExpired(Instant now) {
    for (Entry oldest = byExpiry.peek();
        oldest != null && !oldest.expiresAt().isAfter(now);
        oldest = byExpiry.peek()) {
      byExpiry.remove();
      // An id that was revoked again, for longer, has a newer entry.
      if (entries.remove(oldest.tokenId(), oldest)) {
        Set<String> ids = ofSubject.get(oldest.subject());
        if (ids != null && ids.remove(oldest.tokenId()) && ids.isEmpty()) {
          ofSubject.remove(oldest.subject());
        }
      }
    }
  }
}
