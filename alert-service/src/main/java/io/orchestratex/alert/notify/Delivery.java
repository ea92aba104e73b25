package io.orchestratex.alert.notify;

import io.orchestratex.alert.channel.AlertMessage;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One message for one receiver, and how far it is; {@link DeliveryRules} says how that changes.
 *
 * @param receiver its name in the channel; the address is looked up at each attempt
 * @param attempts how many attempts were begun
 * @param nextAttemptAt no attempt is made before
 * @param doneAt when it was delivered or given up
 */
public record Delivery(
    String id,
    String channel,
    String receiver,
    AlertMessage message,
    Status status,
    int attempts,
    Instant nextAttemptAt,
    @Nullable String lastError,
    Instant createdAt,
    @Nullable Instant doneAt) {

  /** The same delivery under another id. */
  public Delivery withId(String other) {
    return new Delivery(
        other,
        channel,
        receiver,
        message,
        status,
        attempts,
        nextAttemptAt,
        lastError,
        createdAt,
        doneAt);
  }

  /** The same delivery with one more attempt begun. */
  public Delivery attempted() {
    return new Delivery(
        id,
        channel,
        receiver,
        message,
        status,
        attempts + 1,
        nextAttemptAt,
        lastError,
        createdAt,
        doneAt);
  }

  /** How far a delivery is. */
  public enum Status {
    /** It waits for its first or next attempt. */
    PENDING("pending"),
    /** The receiver has it. */
    DELIVERED("delivered"),
    /** The receiver will not take it. */
    REFUSED("refused"),
    /** It was tried for as long as it is worth. */
    GIVEN_UP("given_up");

    /** What {@link #DELIVERED} was called in the store. */
    public static final String EARLIER_DELIVERED = "told";

    private final String wire;

    Status(String wire) {
      this.wire = wire;
    }

    /** The word in JSON and in the store. */
    public String wire() {
      return wire;
    }

    /** The status that a stored word names; {@code told} is what earlier builds stored. */
    public static Status of(String wire) {
      if (wire.equals(EARLIER_DELIVERED)) {
        return DELIVERED;
      }
      return Arrays.stream(values())
          .filter(status -> status.wire.equals(wire))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no status of a delivery: " + wire));
    }
  }
}
