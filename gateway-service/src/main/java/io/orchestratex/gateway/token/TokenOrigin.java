package io.orchestratex.gateway.token;

import io.orchestratex.kit.access.Caller;

/**
 * What tokens are made from besides signed-in sessions. Implementations are thread-safe and block.
 */
public interface TokenOrigin {

  /**
   * Ends for good what a caller's token was made from, with all tokens made from it.
   *
   * @return false when it was not made from this, or that is gone already
   */
  boolean end(Caller caller);
}
