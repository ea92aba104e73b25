package io.orchestratex.gateway.identity;

import java.time.Duration;
import java.util.Optional;

/**
 * Counts failed sign-ins, of a name from an address and of all names from it. Of each attempt that
 * may go on, exactly one of the other methods reports the end. Implementations are thread-safe and
 * keep counting when a store is down.
 */
public interface LoginThrottle {

  /**
   * Counts an attempt for its name before the password is checked, so that attempts at the same
   * time count too. For its address it counts only once it failed: many who sign in at once from
   * one address are no guessers.
   *
   * @return how long to wait when there were too many; then nothing was counted
   */
  Optional<Duration> attempt(String username, String address);

  /** The name or the password was wrong. */
  void failed(String username, String address);

  /** The password was not checked, or that is unknown: the attempt is not counted. */
  void undecided(String username, String address);

  /** Forgets the attempts of a name from an address: the password was right. */
  void succeeded(String username, String address);
}
