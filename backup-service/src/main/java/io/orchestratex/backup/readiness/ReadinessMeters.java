package io.orchestratex.backup.readiness;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readiness as metrics, one series for each target and one for each of its databases: the verdict
 * (1 ready, 0.5 at risk, 0 not ready), and the ages of the newest good backup and of the last
 * drill, which are left out while there is none.
 */
@Singleton
final class ReadinessMeters {

  private static final Logger LOG = LoggerFactory.getLogger(ReadinessMeters.class);

  /** Not {@code target}: that is whose metrics monitor-service measures. */
  private static final String TARGET = "backup_target";

  private static final String DATABASE = "database";

  private final ReadinessReader reader;
  private final InstantSource clock;
  private final MultiGauge verdicts;
  private final MultiGauge backupAges;
  private final MultiGauge drillAges;
  private final MultiGauge databases;
  private final MultiGauge databaseAges;
  private final BackgroundThread rounds;

  ReadinessMeters(
      ReadinessReader reader,
      ReadinessSettings settings,
      InstantSource clock,
      MeterRegistry metrics) {
    this.reader = reader;
    this.clock = clock;
    this.verdicts =
        MultiGauge.builder("orchestratex.backup.readiness")
            .description("Whether the target could be brought back: 1 yes, 0.5 at risk, 0 no")
            .register(metrics);
    this.backupAges =
        MultiGauge.builder("orchestratex.backup.last.good.age")
            .baseUnit("seconds")
            .description("Age of the newest good backup of the target")
            .register(metrics);
    this.drillAges =
        MultiGauge.builder("orchestratex.backup.last.drill.age")
            .baseUnit("seconds")
            .description("Age of the last drill of the target")
            .register(metrics);
    this.databases =
        MultiGauge.builder("orchestratex.backup.database.readiness")
            .description("Whether the database could be brought back: 1 yes, 0.5 at risk, 0 no")
            .register(metrics);
    this.databaseAges =
        MultiGauge.builder("orchestratex.backup.database.last.good.age")
            .baseUnit("seconds")
            .description("Age of the newest good backup that holds the database")
            .register(metrics);
    // A start lists and does not read.
    this.rounds =
        BackgroundThread.ofRounds(
            Thread.ofPlatform().name("readiness").daemon(),
            settings.interval(),
            settings.interval(),
            this::measure,
            fault -> LOG.atWarn().log("readiness cannot be measured: {}", fault));
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    rounds.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    rounds.interrupt();
  }

  private void measure() {
    List<ReadinessView> all = reader.all();
    verdicts.register(
        all.stream()
            .map(each -> Row.of(Tags.of(TARGET, each.target()), each.verdict().value()))
            .toList(),
        true);
    backupAges.register(ages(all, ReadinessView::lastGoodBackupAt), true);
    drillAges.register(ages(all, ReadinessView::lastDrillAt), true);
    measureDatabases(all);
  }

  private void measureDatabases(List<ReadinessView> all) {
    List<Row<?>> verdictsOfAll = new ArrayList<>();
    List<Row<?>> agesOfAll = new ArrayList<>();
    for (ReadinessView target : all) {
      for (DatabaseView each : target.databases()) {
        Tags tags = Tags.of(TARGET, target.target(), DATABASE, each.database());
        verdictsOfAll.add(Row.of(tags, each.verdict().value()));
        Instant at = each.lastGoodBackupAt();
        if (at != null) {
          agesOfAll.add(Row.of(tags, at, this::age));
        }
      }
    }
    databases.register(verdictsOfAll, true);
    databaseAges.register(agesOfAll, true);
  }

  private double age(Instant at) {
    return Math.max(0, Duration.between(at, clock.instant()).toSeconds());
  }

  /** An age grows between two rounds. */
  private List<Row<?>> ages(
      List<ReadinessView> all, Function<ReadinessView, @Nullable Instant> since) {
    return all.stream()
        .filter(each -> since.apply(each) != null)
        .<Row<?>>map(each ->
            Row.of(
                Tags.of(TARGET, each.target()),
                Objects.requireNonNull(since.apply(each)),
                this::age))
        .toList();
  }
}
