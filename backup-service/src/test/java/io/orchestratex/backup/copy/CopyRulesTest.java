package io.orchestratex.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CopyRulesTest {

  private static final Instant T0 = Instant.parse("2026-11-28T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private static Copy copy(String vault, Copy.State state, int tries, @Nullable JobRecord job) {
    return new Copy("b", vault, state, "ann", T0, tries, job, null, null, null, 0, 0);
  }

  private static Copy complete(String vault, @Nullable Instant verifiedAt) {
    return new Copy(
        "b", vault, Copy.State.COMPLETE, "ann", T0, 1, null, null, T0, verifiedAt, 0, 0);
  }

  private static JobRecord job(JobStatus status) {
    Job job =
        Job.queued(
                "j", new JobOrder("copy", "b", List.of(), "offsite", "ann", null, "{}", null), T0)
            .with(draft -> {
              draft.status = status;
              draft.finishedAt = status.isFinal() ? T0 : null;
            });
    return new JobRecord(job, new Progress(0, 0, "", ""), "{}", null);
  }

  @Test
  void whatFailedIsTriedAgainForEverWithAPauseThatGrows() {
    Copy first = copy("offsite", Copy.State.WANTED, 0, null);
    assertThat(CopyRules.due(first, MINUTE, HOUR)).contains(T0);
    for (var pause : List.of(List.of(1, 1), List.of(2, 2), List.of(4, 8), List.of(500, 60))) {
      Copy failed = copy("offsite", Copy.State.WANTED, pause.getFirst(), job(JobStatus.FAILED));
      assertThat(CopyRules.state(failed)).isEqualTo("failed");
      assertThat(CopyRules.due(failed, MINUTE, HOUR))
          .contains(T0.plus(Duration.ofMinutes(pause.getLast())));
    }
  }

  @Test
  void whatIsUnderWayCancelledOrThereIsNotOrderedAgain() {
    for (JobStatus status : List.of(JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.CANCELLED)) {
      assertThat(CopyRules.due(copy("a", Copy.State.WANTED, 1, job(status)), MINUTE, HOUR))
          .as("%s", status)
          .isEmpty();
    }
    assertThat(CopyRules.due(complete("a", T0), MINUTE, HOUR)).isEmpty();
    assertThat(CopyRules.due(copy("a", Copy.State.REMOVED, 3, null), MINUTE, HOUR)).isEmpty();
    assertThat(CopyRules.isOutstanding(copy("a", Copy.State.WANTED, 1, job(JobStatus.CANCELLED))))
        .isFalse();
  }

  @Test
  void aBackupIsReadFromItsOwnVaultUnlessThatIsDamaged() {
    List<Copy> copies =
        List.of(
            complete("never", null),
            copy("wanted", Copy.State.WANTED, 1, null),
            complete("early", T0),
            complete("late", T0.plusSeconds(9)));

    assertThat(CopyRules.readableFrom("home", false, copies))
        .containsExactly("home", "late", "early", "never");
    assertThat(CopyRules.readableFrom("home", true, copies))
        .containsExactly("late", "early", "never", "home");
  }
}
