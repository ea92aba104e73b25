package io.orchestratex.backup.maintenance;

import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Declares that services take no changes. What is declared is a lease: who hears of it lets it run
 * out at its end, so that nothing stays closed when this service dies. Thread-safe.
 */
@Context
public final class Maintenances {

  private static final Logger LOG = LoggerFactory.getLogger(Maintenances.class);

  private final MaintenanceStore store;
  private final MaintenanceSettings settings;
  private final BackgroundThread runOut;

  Maintenances(MaintenanceStore store, MaintenanceSettings settings) {
    this.store = store;
    this.settings = settings;
    this.runOut =
        BackgroundThread.ofRounds(
            Thread.ofVirtual().name("maintenance-run-out"),
            settings.lease(),
            store::endRunOut,
            fault -> LOG.atWarn().log("maintenance that ran out is not ended: {}", fault));
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    runOut.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    runOut.interrupt();
  }

  /** Those that hold now. */
  public List<Maintenance> current() {
    return store.current();
  }

  /** Declares one by hand, in place of the one that was declared so before. */
  Maintenance declare(List<String> services, String reason, String by, Duration length) {
    Maintenance maintenance =
        store.declare(
            new MaintenanceStore.Declaration(
                Maintenance.BY_HAND, services, reason, null, by, length));
    LOG.atWarn()
        .addKeyValue("services", services)
        .addKeyValue("by", by)
        .addKeyValue("until", maintenance.until())
        .log("maintenance is declared");
    return maintenance;
  }

  /** Ends the one that was declared by hand. */
  boolean end(String by) {
    boolean ended = store.end(Maintenance.BY_HAND, "ended by " + by);
    if (ended) {
      LOG.atInfo().addKeyValue("by", by).log("maintenance is ended");
    }
    return ended;
  }

  /**
   * Declares one for a restore and prolongs it until it is closed.
   *
   * @param services empty declares none
   */
  public Hold hold(String restore, List<String> services, String reason, String by) {
    return new Hold(restore, services, reason, by);
  }

  /** Services that take no changes until it is closed, or this process dies. */
  public final class Hold implements AutoCloseable {

    private final String restore;
    private final List<String> services;
    private final String reason;
    private final String by;
    private final BackgroundThread prolonging;

    private Hold(String restore, List<String> services, String reason, String by) {
      this.restore = restore;
      this.services = services;
      this.reason = reason;
      this.by = by;
      this.prolonging =
          BackgroundThread.ofRounds(
              Thread.ofVirtual().name("maintenance-" + restore),
              settings.lease().dividedBy(3),
              this::declare,
              fault -> LOG.atWarn().log("maintenance is not prolonged: {}", fault));
      if (!services.isEmpty()) {
        declare(); // Before anything else: a store that is away is no reason to go on.
        prolonging.start();
      }
    }

    private void declare() {
      store.declare(
          new MaintenanceStore.Declaration(
              restore, services, reason, restore, by, settings.lease()));
    }

    /** How long to wait until every gateway has heard of it. */
    public Duration lead() {
      return services.isEmpty() ? Duration.ZERO : settings.lead();
    }

    /** Lifts it. Where the store does not answer, it runs out. */
    @Override
    public void close() {
      if (services.isEmpty()) {
        return;
      }
      try {
        prolonging.interrupt();
        store.end(restore, "restore " + restore + " puts nothing in place any more");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.atWarn()
            .addKeyValue("restore", restore)
            .log("maintenance is not ended and runs out: {}", e.getMessage());
      }
    }
  }
}
