package io.orchestratex.gateway.proxy;

import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * The verified credential that a client showed last on its connection. Most clients show the same
 * one each time, and to compare it is cheaper than to hash it. Used on the connection's event loop.
 */
final class LastCredential {

  private @Nullable String header;
  private @Nullable Caller caller;

  /** The caller, when the header is the same and has not been revoked since. */
  @Nullable Caller callerOf(@Nullable String shown, CachedVerifier verifier) {
    return caller != null && shown != null && shown.equals(header) && verifier.stillHolds(caller)
        ? caller
        : null;
  }

  void remember(@Nullable String shown, @Nullable Caller verified) {
    header = verified == null ? null : shown;
    caller = verified;
  }
}
