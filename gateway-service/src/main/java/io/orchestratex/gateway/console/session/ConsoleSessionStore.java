package io.orchestratex.gateway.console.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the console's sessions and drops them when they expire. Implementations are thread-safe and
 * block.
 */
public interface ConsoleSessionStore {

  /** Adds a session; of its user's sessions the {@code most} that were used last are kept. */
  void insert(ConsoleSession session, int most);

  Optional<ConsoleSession> findByHash(String hash);

  Optional<ConsoleSession> find(String id);

  /** The sessions of a user that have not expired, the one used last first. */
  List<ConsoleSession> of(String userId, Instant now);

  /** Notes that a session was used. */
  void used(String id, Instant now, Instant expiresAt);

  /**
   * Removes a session and revokes the tokens made for it, in one transaction with the event that
   * tells the services.
   *
   * @param tokensExpireAt when the last of those tokens expires
   */
  void delete(ConsoleSession session, Instant now, Instant tokensExpireAt);
}
