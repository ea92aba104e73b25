package io.orchestratex.alert.channel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls channels. Whatever a channel does against its contract is a result all the same, so that no
 * channel can hold up its own deliveries or those of others.
 */
public final class Attempts {

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private Attempts() {}

  /** One attempt; never throws. */
  public static DeliveryResult deliver(
      Channel channel, Receiver receiver, AlertMessage message, int attempt) {
    try {
      return channel.deliver(receiver, message, attempt);
    } catch (RuntimeException e) {
      // The message of a fault may hold the address, which may be a secret.
      LOG.atError()
          .addKeyValue("channel", channel.name())
          .addKeyValue("receiver", receiver.name())
          .addKeyValue("fault", e.getClass().getName())
          .log("a channel failed instead of saying why it could not deliver");
      return new DeliveryResult.Later("the channel failed: " + e.getClass().getSimpleName(), null);
    }
  }
}
