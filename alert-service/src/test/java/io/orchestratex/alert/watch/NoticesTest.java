package io.orchestratex.alert.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.lifecycle.AlertStore;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.standby.Standby;
import io.orchestratex.alert.standby.StandbyStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NoticesTest {

  private final RunningService service = RunningService.shared();
  private final Standby standby = service.bean(Standby.class);
  private final StandbyStore store = service.bean(StandbyStore.class);
  private final String target = "notices-" + UUID.randomUUID();
  private Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final Notices notices =
      new Notices(standby, store, service.bean(AlertStore.class), () -> now);
  private final Firing firing =
      new Firing(
          "target-silent",
          target,
          Severity.MEDIUM,
          target + " is silent",
          Map.of("alertname", "target-silent", "target", target),
          Map.of(),
          now,
          now);

  /** Kafka goes first, then MongoDB. */
  @Test
  void whatTheStoreWasToldIsNotToldAgainWithoutIt() throws Exception {
    notices.raise(firing);
    now = now.plusSeconds(10);
    notices.storeAnswers(true);
    notices.storeAnswers(false);

    for (int i = 0; i < 6; i++) {
      now = now.plusSeconds(20);
      notices.raise(firing);
      assertThat(standby.isOpen(firing.fingerprint())).as("a second message").isFalse();
    }

    notices.storeAnswers(true);
    assertThat(notices.end(firing.fingerprint(), "It is heard again.")).isTrue();
    notices.storeAnswers(false);
    notices.raise(firing);
    assertThat(standby.isOpen(firing.fingerprint())).as("it is silent anew").isTrue();
    handOver();
  }

  @Test
  void whatTheStoreMayNotHaveDeliveredIsToldWithoutIt() throws Exception {
    notices.storeAnswers(true);
    notices.raise(firing);
    notices.storeAnswers(false);

    now = now.plusSeconds(20);
    notices.raise(firing);

    assertThat(standby.isOpen(firing.fingerprint())).isTrue();
    handOver();
    store.end(firing.fingerprint(), "It is heard again.");
  }

  @Test
  void aLaterSilenceIsToldAlsoWhenAPersonEndedTheFirstAlert() throws Exception {
    notices.raise(firing);
    now = now.plusSeconds(10);
    notices.storeAnswers(true);
    store.end(firing.fingerprint(), "Done.");
    notices.storeAnswers(false);

    now = now.plusSeconds(61);
    notices.raise(firing);

    assertThat(standby.isOpen(firing.fingerprint())).isTrue();
    handOver();
  }

  private void handOver() throws InterruptedException {
    standby.end(firing.fingerprint(), "It is heard again.");
    standby.storeIsBack(store);
  }
}
