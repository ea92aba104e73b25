package io.orchestratex.alert.notify;

import io.orchestratex.alert.channel.DeliveryResult;
import io.orchestratex.alert.notify.Deliveries.Addressed;
import io.orchestratex.alert.notify.Delivery.Status;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of a delivery.
 *
 * <pre>
 * pending → delivered  the receiver has it
 * pending → pending    later: after 1 s, 2 s, 4 s … 5 min, each up to a quarter more
 * pending → refused    the receiver will not take it
 * pending → given_up   72 hours after it was made
 * </pre>
 */
public final class DeliveryRules {

  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  static final Duration PATIENCE = Duration.ofHours(72);
  private static final int MAX_ERROR = 500;

  private DeliveryRules() {}

  /** A new delivery, due at once. */
  public static Delivery pending(String id, Addressed addressed, Instant now) {
    return new Delivery(
        id,
        addressed.receiver().channel(),
        addressed.receiver().name(),
        addressed.message(),
        Status.PENDING,
        0,
        now,
        null,
        now,
        null);
  }

  /**
   * What follows from an attempt.
   *
   * @param jitter from 0 to 1
   */
  public static Delivery after(
      Delivery attempted, DeliveryResult result, Instant now, double jitter) {
    return switch (result) {
      case DeliveryResult.Delivered _ -> done(attempted, Status.DELIVERED, null, now);
      case DeliveryResult.Refused refused -> done(attempted, Status.REFUSED, refused.reason(), now);
      case DeliveryResult.Later later -> {
        Duration asked = later.after();
        Duration pause = pause(attempted.attempts(), jitter);
        Instant next = now.plus(asked != null && asked.compareTo(pause) > 0 ? asked : pause);
        yield next.isAfter(attempted.createdAt().plus(PATIENCE))
            ? done(attempted, Status.GIVEN_UP, later.reason(), now)
            : with(attempted, Status.PENDING, next, later.reason(), null);
      }
    };
  }

  /** The pause after the given number of attempts. */
  static Duration pause(int attempts, double jitter) {
    long doubled = FIRST_PAUSE.toMillis() << Math.min(Math.max(attempts - 1, 0), 20);
    long millis = Math.min(doubled, LONGEST_PAUSE.toMillis());
    return Duration.ofMillis(millis + (long) (millis * jitter / 4));
  }

  private static Delivery done(
      Delivery attempted, Status status, @Nullable String error, Instant now) {
    return with(attempted, status, attempted.nextAttemptAt(), error, now);
  }

  private static Delivery with(
      Delivery attempted,
      Status status,
      Instant nextAttemptAt,
      @Nullable String error,
      @Nullable Instant doneAt) {
    return new Delivery(
        attempted.id(),
        attempted.channel(),
        attempted.receiver(),
        attempted.message(),
        status,
        attempted.attempts(),
        nextAttemptAt,
        error == null || error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR),
        attempted.createdAt(),
        doneAt);
  }
}
