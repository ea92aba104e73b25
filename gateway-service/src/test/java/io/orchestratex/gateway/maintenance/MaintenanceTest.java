package io.orchestratex.gateway.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.MaintenanceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long what was declared holds here, whatever this process's clock says. */
class MaintenanceTest {

  private static final Instant DECLARED = Instant.parse("2026-11-28T12:00:00Z");
  private static final Duration LENGTH = Duration.ofSeconds(15);

  private Instant now = DECLARED;
  private final Maintenance maintenance = new Maintenance(() -> now);

  private void declare() {
    maintenance.declare(
        new MaintenanceEvent.Declared(
            "m",
            List.of("session-service"),
            "a restore",
            "m",
            "ann",
            DECLARED,
            DECLARED.plus(LENGTH)));
  }

  private boolean refuses() {
    return maintenance.refusal("session-service", "POST", "/api/v1/sessions").isPresent();
  }

  @ParameterizedTest
  @ValueSource(longs = {-60, -16, 0, 16, 60})
  void holdsForItsLengthAlsoWhereTheClockIsOff(long seconds) {
    now = DECLARED.plusSeconds(seconds);
    declare();
    assertThat(refuses()).isTrue();
    assertThat(maintenance.current()).hasSize(1);

    now = now.plus(LENGTH.minusMillis(1));
    assertThat(refuses()).isTrue();

    now = now.plusMillis(1);
    assertThat(refuses()).isFalse();
    assertThat(maintenance.current()).isEmpty();
  }

  @Test
  void isProlongedByEachDeclarationAndEndedByItsEnd() {
    declare();
    now = DECLARED.plusSeconds(10);
    declare();
    now = DECLARED.plusSeconds(20);
    assertThat(refuses()).isTrue();

    maintenance.end("m");
    assertThat(refuses()).isFalse();
  }

  @Test
  void whatEndedLongAgoIsOverWhenTheTopicIsReadAgain() {
    now = DECLARED.plus(Duration.ofMinutes(3));
    declare();

    assertThat(refuses()).isFalse();
  }
}
