package io.orchestratex.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyAgeRulesTest {

  private static final Instant T = Instant.parse("2026-11-27T12:00:00Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private static GoodBackup good(String id, Instant begun, Duration took) {
    return new GoodBackup(
        id, "default", begun, begun, begun.plus(took), Completeness.COMPLETE, true);
  }

  private static Job last(String id, JobStatus status, Instant ended) {
    return Job.queued(
            id, new JobOrder("backup", "", List.of("db"), null, "policy:p", null, "{}", null), T)
        .with(draft -> {
          draft.status = status;
          draft.finishedAt = status.isFinal() ? ended : null;
        });
  }

  @Test
  void beginsSoEarlyThatTheNextOneIsThereInTime() {
    Map<String, GoodBackup> newest = Map.of("db", good("a", T, Duration.ofMinutes(2)));
    assertThat(PolicyAgeRules.due(QUARTER, List.of("db"), newest, null))
        .contains(T.plus(Duration.ofMinutes(11)));
    Map<String, GoodBackup> slow = Map.of("db", good("a", T, Duration.ofHours(1)));
    assertThat(PolicyAgeRules.due(QUARTER, List.of("db"), slow, null))
        .contains(T.plus(QUARTER.dividedBy(2)));
  }

  @Test
  void theTargetWithTheOldestBackupDecides() {
    Map<String, GoodBackup> newest =
        Map.of(
            "db", good("b", T, Duration.ZERO),
            "mem0", good("a", T.minusSeconds(60), Duration.ZERO));
    assertThat(PolicyAgeRules.due(QUARTER, List.of("db", "mem0"), newest, null))
        .contains(T.minusSeconds(60).plus(QUARTER));
    assertThat(PolicyAgeRules.due(QUARTER, List.of("db", "redis"), newest, null))
        .contains(Instant.EPOCH);
  }

  @Test
  void waitsWhileOneIsUnderWayAndAfterOneThatFailed() {
    Map<String, GoodBackup> newest = Map.of("db", good("a", T.minus(QUARTER), Duration.ZERO));
    assertThat(PolicyAgeRules.due(QUARTER, List.of("db"), newest, last("b", JobStatus.RUNNING, T)))
        .isEmpty();
    assertThat(PolicyAgeRules.due(QUARTER, List.of("db"), newest, last("b", JobStatus.FAILED, T)))
        .contains(T.plus(PolicyAgeRules.RETRY));
    assertThat(
            PolicyAgeRules.due(
                Duration.ofMinutes(4), List.of("db"), newest, last("b", JobStatus.FAILED, T)))
        .contains(T.plus(Duration.ofMinutes(2)));
    Map<String, GoodBackup> since = Map.of("db", good("c", T.plusSeconds(1), Duration.ZERO));
    assertThat(PolicyAgeRules.due(QUARTER, List.of("db"), since, last("b", JobStatus.FAILED, T)))
        .contains(T.plusSeconds(1).plus(QUARTER));
  }
}
