package io.orchestratex.alert.notify;

import io.orchestratex.alert.channel.Delivery;
import io.orchestratex.alert.channel.Notice;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.notify.Notification.Status;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The way of a notice.
 *
 * <pre>
 * pending → told      the receiver has it
 * pending → pending   later: after 1 s, 2 s, 4 s … 5 min, each up to a quarter more
 * pending → refused   never
 * pending → given_up  72 hours after it was made
 * </pre>
 */
public final class NotificationRules {

  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  static final Duration PATIENCE = Duration.ofHours(72);
  private static final int MAX_ERROR = 500;

  private NotificationRules() {}

  /** A new notice about an alert as it is now: resolved or firing. */
  public static Notification about(Alert alert, String channel, String id, Instant now) {
    Alert.Resolution resolution = alert.resolution();
    Notice.State state = resolution == null ? Notice.State.FIRING : Notice.State.RESOLVED;
    String key =
        channel
            + "-"
            + alert.fingerprint()
            + "-"
            + alert.startsAt().toEpochMilli()
            + "-"
            + state.wire();
    Notice notice =
        new Notice(
            key,
            state,
            alert.id(),
            alert.rule(),
            alert.source(),
            alert.severity().wire(),
            alert.message(),
            alert.labels(),
            alert.annotations(),
            alert.fingerprint(),
            alert.startsAt(),
            resolution == null ? null : resolution.at(),
            resolution == null ? null : resolution.text());
    return new Notification(id, channel, notice, Status.PENDING, 0, now, null, now, null);
  }

  /**
   * What follows from an attempt.
   *
   * @param jitter from 0 to 1
   */
  public static Notification after(
      Notification attempted, Delivery delivery, Instant now, double jitter) {
    return switch (delivery) {
      case Delivery.Told _ -> done(attempted, Status.TOLD, null, now);
      case Delivery.Never never -> done(attempted, Status.REFUSED, never.reason(), now);
      case Delivery.Later later -> {
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

  private static Notification done(
      Notification attempted, Status status, @Nullable String error, Instant now) {
    return with(attempted, status, attempted.nextAttemptAt(), error, now);
  }

  private static Notification with(
      Notification attempted,
      Status status,
      Instant nextAttemptAt,
      @Nullable String error,
      @Nullable Instant doneAt) {
    return new Notification(
        attempted.id(),
        attempted.channel(),
        attempted.notice(),
        status,
        attempted.attempts(),
        nextAttemptAt,
        error == null || error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR),
        attempted.createdAt(),
        doneAt);
  }
}
