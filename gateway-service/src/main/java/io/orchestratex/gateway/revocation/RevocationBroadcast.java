package io.orchestratex.gateway.revocation;

/** Announces a revocation to every replica at once, as far as the channel is up. Never throws. */
public interface RevocationBroadcast {

  void send(Revocation revocation);
}
