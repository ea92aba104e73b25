package io.orchestratex.monitor.sample;

import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packs hours that are over and forgets days that are too old. */
@Singleton
final class SampleUpkeep {

  private static final Logger LOG = LoggerFactory.getLogger(SampleUpkeep.class);

  private final SampleStore store;
  private final SampleSettings settings;
  private final InstantSource clock;

  SampleUpkeep(SampleStore store, SampleSettings settings, InstantSource clock) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelay = "1m", initialDelay = "20s")
  void seal() {
    try {
      int sealed =
          store.seal(clock.instant().minus(settings.sealAfter()).truncatedTo(ChronoUnit.HOURS));
      if (sealed > 0) {
        LOG.atInfo().addKeyValue("measurements", sealed).log("packed what was measured");
      }
    } catch (FailureException e) {
      LOG.atWarn().log("samples were not packed, trying again in a minute: {}", e.getMessage());
    }
  }

  @Scheduled(fixedDelay = "1h", initialDelay = "1m")
  void forget() {
    try {
      store.forgetBefore(clock.instant().minus(settings.retention()));
    } catch (FailureException e) {
      LOG.atWarn().log("old samples were not dropped, trying again in an hour: {}", e.getMessage());
    }
  }
}
