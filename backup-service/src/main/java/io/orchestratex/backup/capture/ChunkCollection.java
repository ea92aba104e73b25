package io.orchestratex.backup.capture;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.catalog.ChunkReferences;
import io.orchestratex.backup.repository.Collector;
import io.orchestratex.backup.repository.Collector.Collected;
import io.orchestratex.backup.repository.RepositorySettings;
import io.orchestratex.backup.vault.VaultSizes;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has chunks that no backup needs removed, in the background: after backups were deleted, again
 * once the grace of what was marked is over, and once a day. A fault leaves it to a later run.
 */
@Singleton
public final class ChunkCollection {

  private static final Logger LOG = LoggerFactory.getLogger(ChunkCollection.class);
  private static final Duration DAILY = Duration.ofHours(24);
  private static final Duration SOONEST = Duration.ofSeconds(1);

  private final Collector collector;
  private final ChunkReferences references;
  private final Vaults vaults;
  private final RepositorySettings settings;
  private final VaultSizes sizes;
  private final InstantSource clock;
  private final LinkedBlockingQueue<String> wanted = new LinkedBlockingQueue<>();
  private final Map<String, Long> dueAtNanos = new HashMap<>();
  private final BackgroundThread thread =
      new BackgroundThread(Thread.ofPlatform().name("chunk-collection").daemon(), this::collect);

  ChunkCollection(
      Collector collector,
      ChunkReferences references,
      Vaults vaults,
      RepositorySettings settings,
      VaultSizes sizes,
      InstantSource clock) {
    this.sizes = sizes;
    this.collector = collector;
    this.references = references;
    this.vaults = vaults;
    this.settings = settings;
    this.clock = clock;
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    thread.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    thread.interrupt();
  }

  /** Says that backups of a vault were deleted. */
  public void request(String vault) {
    wanted.add(vault);
  }

  private void collect(BackgroundThread self) throws InterruptedException {
    // A start reads nothing; what was marked before it is due after a grace at the latest.
    long first = System.nanoTime() + nanos(settings.grace()) + nanos(SOONEST);
    vaults.names().forEach(vault -> dueAtNanos.put(vault, first));
    while (!self.isStopping()) {
      long now = System.nanoTime();
      long next = dueAtNanos.values().stream().mapToLong(due -> due - now).min().orElse(now);
      String asked = wanted.poll(Math.max(0, next), TimeUnit.NANOSECONDS);
      if (asked != null) {
        wanted.removeIf(asked::equals);
        collect(asked);
      } else {
        for (var due : Map.copyOf(dueAtNanos).entrySet()) {
          if (due.getValue() - System.nanoTime() <= 0) {
            collect(due.getKey());
          }
        }
      }
    }
  }

  private void collect(String vault) {
    Duration pause = DAILY;
    try {
      if (vaults.whyUnusable(vault).isEmpty()) {
        Instant at = clock.instant();
        Collected done = collector.collect(vault, lists -> references.read(vault, lists), at);
        sizes.measured(vault, done.leftBytes(), at);
        if (done.marked() + done.removed() > 0) {
          LOG.atInfo()
              .addKeyValue("vault", vault)
              .addKeyValue("marked", done.marked())
              .addKeyValue("removed", done.removed())
              .addKeyValue("freed_bytes", done.removedBytes())
              .addKeyValue("repacked", done.repacked())
              .log("packs that no backup needs collected");
        }
        if (done.isUnfinished()) {
          pause = settings.grace().plus(SOONEST);
        }
      } else {
        pause = settings.grace().plus(SOONEST);
      }
    } catch (IOException | RuntimeException e) {
      if (thread.isStopping()) {
        return;
      }
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("vault", vault)
          .log("nothing more is removed from the vault for now: {}", e.getMessage());
      pause = settings.grace().plus(SOONEST);
    }
    dueAtNanos.put(vault, System.nanoTime() + nanos(pause));
  }

  private static long nanos(Duration duration) {
    return duration.toNanos();
  }
}
