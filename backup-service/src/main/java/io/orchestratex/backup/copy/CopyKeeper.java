package io.orchestratex.backup.copy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.background.OngoingFaults;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every few seconds which copies are to be made, and orders them again after a fault; a copy
 * whose vault is away waits for it. Each process does; a try is ordered once.
 */
@Singleton
final class CopyKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(CopyKeeper.class);

  private final Copies copies;
  private final CopyOrders orders;
  private final Places places;
  private final JobStore store;
  private final CopySettings settings;
  private final InstantSource clock;
  private final MultiGauge counts;
  private final OngoingFaults faults = new OngoingFaults();
  private final BackgroundThread rounds;

  CopyKeeper(
      Copies copies,
      CopyOrders orders,
      Places places,
      JobStore store,
      CopySettings settings,
      InstantSource clock,
      MeterRegistry metrics) {
    this.copies = copies;
    this.orders = orders;
    this.places = places;
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.counts =
        MultiGauge.builder("orchestratex.backup.copies")
            .description("Copies of backups in a further vault: complete ones, and those wanted")
            .register(metrics);
    this.rounds =
        BackgroundThread.ofRounds(
            Thread.ofPlatform().name("copy-keeper").daemon(),
            settings.interval(),
            settings.interval(),
            this::keepAll,
            fault -> LOG.atError().log("copies cannot be looked after: {}", fault));
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    rounds.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    rounds.interrupt();
  }

  private void keepAll() {
    Map<String, Optional<String>> away = new HashMap<>();
    for (Copy copy : copies.wanted()) {
      keep(copy, away);
    }
    measure();
  }

  private void keep(Copy copy, Map<String, Optional<String>> away) {
    String name = copy.backup() + " " + copy.vault();
    try {
      Instant now = clock.instant();
      Optional<Instant> due = CopyRules.due(copy, settings.retry(), settings.longestRetry());
      if (due.isEmpty()) {
        return;
      }
      Optional<String> reason = away.computeIfAbsent(copy.vault(), places::whyAway);
      if (reason.isPresent()) {
        // Without a job it is tried as soon as the vault is back.
        copies.waits(
            copy.backup(),
            copy.vault(),
            "The vault %s cannot be used: %s".formatted(copy.vault(), reason.get()));
      } else if (!due.get().isAfter(now)) {
        Optional<JobRecord> backup = store.find(copy.backup());
        backup.ifPresent(row -> orders.order(copy, row.job().targets()));
      }
      faults.over(name);
    } catch (RuntimeException e) {
      say(name, e);
    }
  }

  private void measure() {
    List<Row<?>> rows = new ArrayList<>();
    copies
        .counts()
        .forEach((vault, states) ->
            states.forEach((state, count) -> {
              if (state != Copy.State.REMOVED) {
                rows.add(
                    Row.of(
                        Tags.of("vault", vault, "state", state.name().toLowerCase(Locale.ROOT)),
                        count));
              }
            }));
    counts.register(rows, true);
  }

  /** Once, until it is over. */
  private void say(String copy, RuntimeException e) {
    if (!rounds.isStopping() && faults.begins(copy)) {
      LOG.atError().addKeyValue("copy", copy).setCause(e).log("a copy cannot be looked after");
    }
  }
}
