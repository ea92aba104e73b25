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

  /** What the receiver has, each notice once, in order. */
  protected abstract List<String> keysReceived();

  /** From now on the receiver does not take anything. */
  protected abstract void breakReceiver();

  protected abstract void repairReceiver();

  @Test
  void hasALowerCaseNameAndIsReady() {
    assertThat(channel().name()).matches("[a-z]+");
    assertThat(channel().ready()).isTrue();
  }

  @Test
  void tellsBeginningAndEnd() {
    Notice firing = notice("k1", Notice.State.FIRING, "it broke");
    Notice resolved = notice("k2", Notice.State.RESOLVED, "it broke");

    assertThat(channel().tell(firing, 1)).isEqualTo(new Delivery.Told());
    assertThat(channel().tell(resolved, 1)).isEqualTo(new Delivery.Told());

    assertThat(keysReceived()).containsExactly("k1", "k2");
  }

  @Test
  void aRepeatedAttemptIsHarmless() {
    Notice notice = notice("k1", Notice.State.FIRING, "it broke");

    assertThat(channel().tell(notice, 1)).isEqualTo(new Delivery.Told());
    assertThat(channel().tell(notice, 2)).isEqualTo(new Delivery.Told());

    assertThat(keysReceived()).containsExactly("k1");
  }

  @Test
  void takesWhateverAMessageHolds() {
    Notice odd =
        notice("k1", Notice.State.FIRING, "line\nbreak \u0000 \"quoted\" \u001b[31m ünïcödé 🔥");

    assertThat(channel().tell(odd, 1)).isEqualTo(new Delivery.Told());

    assertThat(keysReceived()).containsExactly("k1");
  }

  @Test
  void saysWhyWhenItDoesNotWork() {
    breakReceiver();

    assertThat(channel().tell(notice("k1", Notice.State.FIRING, "it broke"), 1))
        .isInstanceOfSatisfying(
            Delivery.Later.class, later -> assertThat(later.reason()).isNotBlank());
    repairReceiver();
    assertThat(channel().tell(notice("k1", Notice.State.FIRING, "it broke"), 2))
        .isEqualTo(new Delivery.Told());
    assertThat(keysReceived()).containsExactly("k1");
  }

  protected static Notice notice(String key, Notice.State state, String message) {
    @Nullable Instant endsAt = state == Notice.State.FIRING ? null : T0.plusSeconds(60);
    return new Notice(
        key,
        state,
        "a1",
        "collection-shrank",
        "mongodb",
        "critical",
        message,
        Map.of("alertname", "collection-shrank", "collection", "orders"),
        Map.of("value", "3"),
        "cbf29ce484222325",
        T0,
        endsAt,
        endsAt == null ? null : "Back to normal");
  }
}
