package io.orchestratex.gateway.console.deliveries;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.service.alert.DeliveryApi.Delivery;

/** What pages say about a delivery. */
public final class DeliveryViews {

  private DeliveryViews() {}

  /** How far it is. */
  public static Badge state(Delivery delivery) {
    return switch (delivery.state()) {
      case "delivered" -> new Badge(Tone.GOOD, "delivered");
      case "refused" -> new Badge(Tone.BAD, "refused");
      case "given_up" -> new Badge(Tone.BAD, "given up");
      default -> new Badge(Tone.BUSY, delivery.attempts() > 1 ? "trying again" : "pending");
    };
  }

  /** Who gets it: the channel, and the receiver where it is not the channel's only one. */
  public static String receiver(Delivery delivery) {
    return delivery.receiver().equals("default")
        ? delivery.channel()
        : delivery.channel() + " " + delivery.receiver();
  }

  /** Why it is in this state. */
  public static String reason(Delivery delivery) {
    String error = delivery.lastError() == null ? "" : delivery.lastError();
    return switch (delivery.state()) {
      case "delivered" ->
          error.isEmpty()
              ? "The receiver has it."
              : "The receiver has it, after an attempt that failed: " + error;
      case "refused" -> "The receiver does not take it, so it is not tried again: " + error;
      case "given_up" -> "Tried until it was not worth it any more: " + error;
      default ->
          error.isEmpty() ? "Waits for its first attempt." : "The last attempt failed: " + error;
    };
  }
}
