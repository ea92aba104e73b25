package io.orchestratex.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.channel.Delivery;
import io.orchestratex.alert.channel.Notice;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.notify.Notification.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationRulesTest {

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
  private static final Alert ALERT =
      AlertRules.raise(
              "a1", new Firing("r", "s", Severity.HIGH, "m", Map.of("a", "b"), Map.of(), T0, T0))
          .next();

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "9, 256", "10, 300", "1000, 300"})
  void waitsLongerEachTimeUpToFiveMinutes(int attempts, long seconds) {
    assertThat(NotificationRules.pause(attempts, 0)).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(NotificationRules.pause(attempts, 1)).isEqualTo(Duration.ofMillis(seconds * 1_250));
  }

  @Test
  void aNoticeOfTheSameAlertAndStateHasTheSameKey() {
    Notification firing = NotificationRules.about(ALERT, "webhook", "n1", T0);
    Notification again = NotificationRules.about(ALERT, "webhook", "n2", T0.plusSeconds(5));
    Notification resolved =
        NotificationRules.about(
            AlertRules.resolve(ALERT, "over", null, T0).next(), "webhook", "n3", T0);

    assertThat(again.notice().key()).isEqualTo(firing.notice().key());
    assertThat(resolved.notice().key()).isNotEqualTo(firing.notice().key());
    assertThat(resolved.notice().state()).isEqualTo(Notice.State.RESOLVED);
    assertThat(resolved.notice().endsAt()).isEqualTo(T0);
  }

  @Test
  void isToldRefusedOrTriedAgain() {
    Notification attempted = attempt(1, T0);

    assertThat(after(attempted, new Delivery.Told(), T0).status()).isEqualTo(Status.TOLD);
    Notification refused = after(attempted, new Delivery.Never("410"), T0);
    assertThat(refused.status()).isEqualTo(Status.REFUSED);
    assertThat(refused.lastError()).isEqualTo("410");
    Notification later = after(attempted, new Delivery.Later("503", null), T0);
    assertThat(later.status()).isEqualTo(Status.PENDING);
    assertThat(later.nextAttemptAt()).isEqualTo(T0.plusSeconds(1));
  }

  @Test
  void waitsAsLongAsTheReceiverAsks() {
    Delivery slowDown = new Delivery.Later("429", Duration.ofSeconds(30));

    assertThat(after(attempt(1, T0), slowDown, T0).nextAttemptAt()).isEqualTo(T0.plusSeconds(30));
  }

  @Test
  void givesUpAfterThreeDays() {
    Instant end = T0.plus(Duration.ofHours(72));

    assertThat(after(attempt(50, T0), new Delivery.Later("503", null), end).status())
        .isEqualTo(Status.GIVEN_UP);
  }

  private static Notification after(Notification attempted, Delivery delivery, Instant now) {
    return NotificationRules.after(attempted, delivery, now, 0);
  }

  private static Notification attempt(int attempts, Instant now) {
    Notification made = NotificationRules.about(ALERT, "webhook", "n1", now);
    return new Notification(
        made.id(), made.channel(), made.notice(), Status.PENDING, attempts, now, null, now, null);
  }
}
