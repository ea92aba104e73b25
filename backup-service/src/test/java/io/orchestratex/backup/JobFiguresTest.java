package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobTrend;
import io.orchestratex.backup.readiness.HeldBackup;
import io.orchestratex.backup.readiness.HeldBackups;
import io.orchestratex.backup.vault.VaultSizes;
import io.orchestratex.backup.vault.VaultSizes.PartSize;
import io.orchestratex.backup.vault.VaultSizes.VaultSize;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the table of jobs says about many of them at once, on the real PostgreSQL. */
class JobFiguresTest {

  private static final String PARTS =
      "{\"kind\":\"%s\",\"vault\":\"attic\",\"parts\":[{\"target\":\"a\",\"engine\":\"e\",\"state\":\"stored\","
          + "\"objects\":[],\"source_bytes\":%d,\"stored_bytes\":%d,\"added_bytes\":%d,\"left_out\":%s,\"databases\":%s}]}";

  private final JobTable table = JobTable.shared();
  private final RunningBackupService service = table.service();
  private final JobStore store = table.store();

  @AfterEach
  void empty() {
    table.empty();
    service.sql("DELETE FROM vault_sizes");
  }

  /** A backup that succeeded in the hour of its number. */
  private JobRecord backup(int number, int seconds, String details) {
    String id = "20010101_%02d0000".formatted(number);
    service.sql(
        """
        INSERT INTO jobs (id, kind, status, phase, attempt, subject, targets, requested_by, created_at,
          started_at, finished_at, version, details, locks)
        VALUES ('%s', 'backup', 'succeeded', 'succeeded', 1, '', ARRAY['a'], 'ann',
          '2001-01-01T%02d:00:00Z', '2001-01-01T%2$02d:00:01Z',
          '2001-01-01T%2$02d:00:01Z'::timestamptz + interval '%d s', 1, '%s', 'shared')\
        """
            .formatted(id, number, seconds, details));
    return store.find(id).orElseThrow();
  }

  private static String full(long source, long stored, long added) {
    return PARTS.formatted("full", source, stored, added, "[]", "[\"shop\",\"empty\"]");
  }

  @Test
  void aJobIsComparedWithThoseOfItsKindBeforeIt() {
    backup(1, 10, full(1_000, 1, 1));
    backup(2, 10, full(3_000, 1, 1));
    backup(3, 10, PARTS.formatted("selected", 1, 1, 1, "[]", "[]"));
    JobRecord third = backup(4, 10, full(2_000, 1, 1));
    JobRecord slow = backup(5, 40, full(2_000, 1, 1));

    assertThat(third.bytesPerSecond()).isEqualTo(200);
    assertThat(store.trend(third)).as("two before it say nothing").isNull();
    assertThat(store.trends(List.of(third, slow)))
        .containsOnlyKeys(slow.job().id())
        .containsValue(new JobTrend(3, 10_000, 200L, "slower"));
  }

  @Test
  void aVaultTakesWhatItsPacksTookAndWhatWasAddedSince() {
    VaultSizes sizes = service.bean(VaultSizes.class);
    backup(1, 1, full(1_000, 500, 500));
    backup(3, 1, full(1_000, 500, 100));
    assertThat(sizes.all().get("attic")).isEqualTo(new VaultSize(2, 2_000, 600));
    assertThat(sizes.newest().get("a")).isEqualTo(new PartSize(1_000, 500, 100));

    sizes.measured("attic", 450, Instant.parse("2001-01-01T02:00:00Z"));
    VaultSize measured = Objects.requireNonNull(sizes.all().get("attic"));
    assertThat(measured).isEqualTo(new VaultSize(2, 2_000, 550));
    assertThat(measured.deduplication()).isEqualTo(3.64);

    backup(4, 1, "{\"parts\":[{\"target\":\"a\",\"source_bytes\":7,\"stored_bytes\":5}]}");
    assertThat(sizes.all().get("default"))
        .as("as older ones are kept")
        .isEqualTo(new VaultSize(1, 7, 5));
  }

  @Test
  void theBackupsOfADatabaseAreKnownWhateverElseTheyHold() {
    String failed =
        "[{\"kind\":\"table\",\"name\":\"shop.public.orders\",\"reason\":\"locked\",\"failed\":true}]";
    backup(1, 1, full(1, 1, 1));
    backup(2, 1, PARTS.formatted("full", 1, 1, 1, failed, "[\"shop\"]"));
    backup(3, 1, PARTS.formatted("selected", 1, 1, 1, "[]", "[\"shop\"]"));
    backup(4, 1, PARTS.formatted("full", 1, 1, 1, "[]", "null"));

    List<HeldBackup> held =
        Objects.requireNonNull(service.bean(HeldBackups.class).newest(List.of("a", "b")).get("a"));

    assertThat(held)
        .extracting(each -> each.backup().id().substring(9, 11))
        .containsExactly("04", "03", "02", "01");
    assertThat(held)
        .extracting(each -> each.holds("empty"))
        .as("an older full one does not say")
        .containsExactly(true, false, false, true);
    assertThat(held.get(2).damaged()).containsExactly("shop");
    assertThat(service.bean(HeldBackups.class).databases("20010101_010000", "a"))
        .containsExactlyInAnyOrder("shop", "empty");
  }
}
