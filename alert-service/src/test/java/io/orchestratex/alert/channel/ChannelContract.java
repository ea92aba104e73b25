package io.orchestratex.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every channel owes; a subclass per channel says what its receiver got. */
public abstract class ChannelContract {

  protected static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");

  protected abstract Channel channel();

  /** What the receiver has, each message once, in order. */
  protected abstract List<String> keysReceived();

  /** From now on the receiver does not take anything. */
  protected abstract void breakReceiver();

  protected abstract void repairReceiver();

  @Test
  void hasALowerCaseNameAndAReceiver() {
    assertThat(channel().name()).matches("[a-z]+");
    assertThat(channel().receivers())
        .singleElement()
        .satisfies(receiver -> {
          assertThat(receiver.channel()).isEqualTo(channel().name());
          assertThat(receiver.name()).isEqualTo(Receiver.DEFAULT);
        });
  }

  @Test
  void hidesItsReceiversAddressInLogs() {
    Receiver receiver = channel().receivers().getFirst();

    assertThat(receiver.toString()).doesNotContain(receiver.address());
  }

  private DeliveryResult deliver(AlertMessage message, int attempt) {
    return channel().deliver(channel().receivers().getFirst(), message, attempt);
  }

  @Test
  void deliversBeginningAndEnd() {
    AlertMessage firing = message("k1", AlertMessage.State.FIRING, "it broke");
    AlertMessage resolved = message("k2", AlertMessage.State.RESOLVED, "it broke");

    assertThat(deliver(firing, 1)).isEqualTo(new DeliveryResult.Delivered());
    assertThat(deliver(resolved, 1)).isEqualTo(new DeliveryResult.Delivered());

    assertThat(keysReceived()).containsExactly("k1", "k2");
  }

  @Test
  void aRepeatedAttemptIsHarmless() {
    AlertMessage message = message("k1", AlertMessage.State.FIRING, "it broke");

    assertThat(deliver(message, 1)).isEqualTo(new DeliveryResult.Delivered());
    assertThat(deliver(message, 2)).isEqualTo(new DeliveryResult.Delivered());

    assertThat(keysReceived()).containsExactly("k1");
  }

  @Test
  void takesWhateverAMessageHolds() {
    AlertMessage odd =
        message(
            "k1", AlertMessage.State.FIRING, "line\nbreak \u0000 \"quoted\" \u001b[31m ünïcödé 🔥");

    assertThat(deliver(odd, 1)).isEqualTo(new DeliveryResult.Delivered());

    assertThat(keysReceived()).containsExactly("k1");
  }

  @Test
  void saysWhyWhenItDoesNotWork() {
    breakReceiver();

    assertThat(deliver(message("k1", AlertMessage.State.FIRING, "it broke"), 1))
        .isInstanceOfSatisfying(
            DeliveryResult.Later.class, later -> assertThat(later.reason()).isNotBlank());
    repairReceiver();
    assertThat(deliver(message("k1", AlertMessage.State.FIRING, "it broke"), 2))
        .isEqualTo(new DeliveryResult.Delivered());
    assertThat(keysReceived()).containsExactly("k1");
  }

  @Test
  void throwsNothingWhateverAnAddressIs() {
    Receiver odd = new Receiver(channel().name(), "odd", "http://\0[");

    assertThat(channel().deliver(odd, message("k1", AlertMessage.State.FIRING, "it broke"), 1))
        .isNotInstanceOf(DeliveryResult.Delivered.class);
  }

  protected static AlertMessage message(String key, AlertMessage.State state, String text) {
    @Nullable Instant endsAt = state == AlertMessage.State.FIRING ? null : T0.plusSeconds(60);
    return new AlertMessage(
        key,
        state,
        "a1",
        "collection-shrank",
        "mongodb",
        "critical",
        text,
        Map.of("alertname", "collection-shrank", "collection", "orders"),
        Map.of("value", "3"),
        "cbf29ce484222325",
        T0,
        endsAt,
        endsAt == null ? null : "Back to normal");
  }
}
