package io.orchestratex.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.channel.DeliveryResult;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.notify.Delivery.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryRulesTest {

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
  private static final Receiver WEBHOOK =
      new Receiver("webhook", Receiver.DEFAULT, "https://example.org/");
  private static final Alert ALERT =
      AlertRules.raise(
              "a1", new Firing("r", "s", Severity.HIGH, "m", Map.of("a", "b"), Map.of(), T0, T0))
          .next();

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "9, 256", "10, 300", "1000, 300"})
  void waitsLongerEachTimeUpToFiveMinutes(int attempts, long seconds) {
    assertThat(DeliveryRules.pause(attempts, 0)).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(DeliveryRules.pause(attempts, 1)).isEqualTo(Duration.ofMillis(seconds * 1_250));
  }

  @Test
  void isDeliveredRefusedOrTriedAgain() {
    Delivery attempted = attempt(1, T0);

    assertThat(after(attempted, new DeliveryResult.Delivered(), T0).status())
        .isEqualTo(Status.DELIVERED);
    Delivery refused = after(attempted, new DeliveryResult.Refused("410"), T0);
    assertThat(refused.status()).isEqualTo(Status.REFUSED);
    assertThat(refused.lastError()).isEqualTo("410");
    Delivery later = after(attempted, new DeliveryResult.Later("503", null), T0);
    assertThat(later.status()).isEqualTo(Status.PENDING);
    assertThat(later.nextAttemptAt()).isEqualTo(T0.plusSeconds(1));
  }

  @Test
  void waitsAsLongAsTheReceiverAsks() {
    DeliveryResult slowDown = new DeliveryResult.Later("429", Duration.ofSeconds(30));

    assertThat(after(attempt(1, T0), slowDown, T0).nextAttemptAt()).isEqualTo(T0.plusSeconds(30));
  }

  @Test
  void givesUpAfterThreeDays() {
    Instant end = T0.plus(Duration.ofHours(72));

    assertThat(after(attempt(50, T0), new DeliveryResult.Later("503", null), end).status())
        .isEqualTo(Status.GIVEN_UP);
  }

  private static Delivery after(Delivery attempted, DeliveryResult result, Instant now) {
    return DeliveryRules.after(attempted, result, now, 0);
  }

  private static Delivery attempt(int attempts, Instant now) {
    Delivery made =
        DeliveryRules.pending("n1", new Deliveries(List.of(WEBHOOK)).of(ALERT).getFirst(), now);
    return new Delivery(
        made.id(),
        made.channel(),
        made.receiver(),
        made.message(),
        Status.PENDING,
        attempts,
        now,
        null,
        now,
        null);
  }
}
