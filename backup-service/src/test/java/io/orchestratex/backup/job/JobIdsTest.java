package io.orchestratex.backup.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.kit.failure.FailureException;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobIdsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:43:00.999Z");

  @Test
  void sortsByTimeWithinAndBetweenSeconds() {
    String first = JobIds.next(NOW, null);
    String second = JobIds.next(NOW, first);
    String eleventh = Stream.iterate(first, id -> JobIds.next(NOW, id)).skip(10).findFirst().get();
    String later = JobIds.next(NOW.plusMillis(1), null);

    assertThat(first).isEqualTo("20261121_104300");
    assertThat(second).isEqualTo("20261121_104300001");
    assertThat(eleventh).isEqualTo("20261121_104300010");
    assertThat(later).isEqualTo("20261121_104301");
    assertThat(Stream.of(first, second, eleventh, later)).isSorted().allMatch(JobIds::isId);
  }

  @Test
  void neverTakesAnIdOfTheNextSecond() {
    assertThatThrownBy(() -> JobIds.next(NOW, JobIds.last(NOW)))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("job.too-many");
  }

  @Test
  void namesThatARestoreMakesTellItsIdInBothForms() {
    assertThat(RestoreScope.restoreOf("ox_old_20261121_104300_1_7", "ox_old_"))
        .contains("20261121_104300");
    assertThat(RestoreScope.restoreOf("ox_old_20261121_104300001_1_7", "ox_old_"))
        .contains("20261121_104300001");
  }

  @Test
  void refusesWhatIsNoId() {
    assertThat(Stream.of("20261121_1043000", "20261121-104300", "20261121_104300001_1", "latest"))
        .noneMatch(JobIds::isId);
  }
}
