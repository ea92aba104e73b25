package io.orchestratex.gateway.token;

import java.time.Instant;
import java.util.List;

/** Keeps signing keys for all replicas. Implementations are thread-safe and block. */
public interface SigningKeyStore {

  /** Every key that is still published, oldest first. */
  List<SigningKey> published(Instant now);

  void insert(SigningKey key);

  /**
   * In one transaction: {@code retired} stops signing and stays published until an instant, {@code
   * activated} signs, {@code next} is published.
   *
   * @return false, with nothing changed, when another replica rotated first
   */
  boolean rotate(
      String retired, Instant publishedUntil, String activated, Instant now, SigningKey next);

  /** Stops publishing keys whose private part cannot be read, once their tokens have expired. */
  void retire(String id, Instant publishedUntil);
}
