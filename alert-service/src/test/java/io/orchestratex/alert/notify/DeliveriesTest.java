package io.orchestratex.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.channel.AlertMessage;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.notify.Deliveries.Addressed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
  private static final Receiver LOG = new Receiver("log", Receiver.DEFAULT, "/var/alerts.log");
  private static final Receiver WEBHOOK = new Receiver("webhook", Receiver.DEFAULT, "https://a/");
  private static final Receiver ON_CALL = new Receiver("webhook", "on-call", "https://b/");
  private static final Alert FIRING =
      AlertRules.raise(
              "a1", new Firing("r", "s", Severity.HIGH, "m", Map.of("a", "b"), Map.of(), T0, T0))
          .next();
  private static final Alert RESOLVED = AlertRules.resolve(FIRING, "over", null, T0).next();

  private static AlertMessage only(Receiver receiver, Alert alert) {
    List<Addressed> addressed = new Deliveries(List.of(receiver)).of(alert);
    assertThat(addressed).hasSize(1);
    return addressed.getFirst().message();
  }

  @Test
  void givesEachReceiverItsMessage() {
    List<Addressed> addressed = new Deliveries(List.of(LOG, WEBHOOK, ON_CALL)).of(FIRING);

    assertThat(addressed).extracting(Addressed::receiver).containsExactly(LOG, WEBHOOK, ON_CALL);
    assertThat(addressed).extracting(each -> each.message().key()).doesNotHaveDuplicates();
    assertThat(addressed)
        .extracting(Addressed::message)
        .allSatisfy(message -> {
          assertThat(message.state()).isEqualTo(AlertMessage.State.FIRING);
          assertThat(message.alertId()).isEqualTo("a1");
          assertThat(message.message()).isEqualTo("m");
        });
  }

  @Test
  void givesNothingWithoutAReceiver() {
    assertThat(new Deliveries(List.of()).of(FIRING)).isEmpty();
  }

  @Test
  void aMessageOfTheSameAlertAndStateHasTheSameKey() {
    AlertMessage firing = only(WEBHOOK, FIRING);
    AlertMessage resolved = only(WEBHOOK, RESOLVED);

    assertThat(only(WEBHOOK, FIRING).key()).isEqualTo(firing.key());
    assertThat(resolved.key()).isNotEqualTo(firing.key());
    assertThat(resolved.state()).isEqualTo(AlertMessage.State.RESOLVED);
    assertThat(resolved.endsAt()).isEqualTo(T0);
    assertThat(resolved.resolution()).isEqualTo("over");
  }

  @Test
  void theKeyOfADefaultReceiverIsAsBefore() {
    assertThat(only(WEBHOOK, FIRING).key())
        .isEqualTo("webhook-" + FIRING.fingerprint() + "-" + T0.toEpochMilli() + "-firing");
  }
}
