package io.orchestratex.gateway.identity;

import java.time.Duration;
import java.util.Optional;

/**
 * Counts failed sign-ins, of a name from an address and of all names from it. Implementations are
 * thread-safe and keep counting when a store is down.
 */
public interface LoginThrottle {

  /**
   * Counts an attempt before its password is looked at, so that attempts at the same time count
   * too.
   *
   * @return how long to wait when there were too many
   */
  Optional<Duration> attempt(String username, String address);

  /** Forgets the attempts of a name from an address: the password was right. */
  void succeeded(String username, String address);
}
