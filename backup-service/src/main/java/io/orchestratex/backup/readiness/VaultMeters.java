package io.orchestratex.backup.readiness;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.vault.VaultSizes;
import io.orchestratex.backup.vault.VaultSizes.PartSize;
import io.orchestratex.backup.vault.VaultSizes.VaultSize;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the vaults hold and what it takes, with a series for each vault, and the sizes of the newest
 * backup of each target.
 */
@Singleton
final class VaultMeters {

  private static final Logger LOG = LoggerFactory.getLogger(VaultMeters.class);
  private static final String VAULT = "vault";

  /** Not {@code target}: that is whose metrics monitor-service measures. */
  private static final String TARGET = "backup_target";

  private final VaultSizes sizes;
  private final MultiGauge backups;
  private final MultiGauge logical;
  private final MultiGauge stored;
  private final MultiGauge deduplication;
  private final MultiGauge source;
  private final MultiGauge kept;
  private final MultiGauge added;
  private final BackgroundThread rounds;

  VaultMeters(VaultSizes sizes, ReadinessSettings settings, MeterRegistry metrics) {
    this.sizes = sizes;
    this.backups =
        MultiGauge.builder("orchestratex.backup.vault.backups")
            .description("Backups that lie in the vault")
            .register(metrics);
    this.logical =
        MultiGauge.builder("orchestratex.backup.vault.logical")
            .baseUnit("bytes")
            .description("What the backups of the vault hold, each by itself, before compression")
            .register(metrics);
    this.stored =
        MultiGauge.builder("orchestratex.backup.vault.stored")
            .baseUnit("bytes")
            .description("What is stored for all backups of the vault")
            .register(metrics);
    this.deduplication =
        MultiGauge.builder("orchestratex.backup.vault.deduplication")
            .description("Bytes that the backups of the vault hold for each that is stored")
            .register(metrics);
    this.source = ofNewest("source", "as the engine delivered it", metrics);
    this.kept = ofNewest("stored", "as it is stored, shared with other backups or not", metrics);
    this.added = ofNewest("added", "of which its vault had nothing yet", metrics);
    this.rounds =
        BackgroundThread.ofRounds(
            Thread.ofPlatform().name("vault-sizes").daemon(),
            settings.interval(),
            this::measure,
            fault -> LOG.atWarn().log("the sizes of vaults cannot be measured: {}", fault));
  }

  private static MultiGauge ofNewest(String name, String what, MeterRegistry metrics) {
    return MultiGauge.builder("orchestratex.backup.newest." + name)
        .baseUnit("bytes")
        .description("Size of the newest backup of the target, " + what)
        .register(metrics);
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
    Map<String, VaultSize> all = sizes.all();
    register(backups, VAULT, all, VaultSize::backups);
    register(logical, VAULT, all, VaultSize::logicalBytes);
    register(stored, VAULT, all, VaultSize::storedBytes);
    register(deduplication, VAULT, all, VaultSize::deduplication);
    Map<String, PartSize> newest = sizes.newest();
    register(source, TARGET, newest, PartSize::sourceBytes);
    register(kept, TARGET, newest, PartSize::storedBytes);
    register(added, TARGET, newest, PartSize::addedBytes);
  }

  private static <T> void register(
      MultiGauge gauge, String label, Map<String, T> all, ToDoubleFunction<T> figure) {
    gauge.register(
        all.entrySet().stream()
            .map(each ->
                Row.of(Tags.of(label, each.getKey()), figure.applyAsDouble(each.getValue())))
            .toList(),
        true);
  }
}
