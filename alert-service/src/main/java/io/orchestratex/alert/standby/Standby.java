package io.orchestratex.alert.standby;

import io.micronaut.context.annotation.Context;
import io.orchestratex.alert.channel.Attempts;
import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.DeliveryResult;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.notify.Deliveries;
import io.orchestratex.alert.notify.Delivery;
import io.orchestratex.alert.notify.DeliveryRules;
import io.orchestratex.alert.notify.KnownDelivered;
import io.orchestratex.kit.background.BackgroundThread;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises, delivers and ends alerts while the store is away.
 *
 * <pre>
 * raise     → kept on disk, delivered from there to the receivers last known
 * end       → kept and delivered in the same way
 * store is back → stored in one transaction, with its case, events and deliveries as far as they
 *             are; what is still to be delivered goes the regular way from then on
 * </pre>
 *
 * A message has the same key in all of this, so it is delivered once: by this process, because it
 * remembers the keys that it delivered; after a crash in between, because the receiver drops a key
 * that it knows. Thread-safe.
 */
@Context
public final class Standby implements KnownDelivered {

  private static final Logger LOG = LoggerFactory.getLogger(Standby.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int KEYS_REMEMBERED = 10_000;

  private final StandbyFiles files;
  private final List<Channel> channels;
  private final InstantSource clock;
  private final Map<String, StandbyAlert> alerts = new LinkedHashMap<>();
  private final Map<String, Boolean> deliveredKeys =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > KEYS_REMEMBERED;
        }
      };
  private final BackgroundThread thread;
  private LastKnown lastKnown;
  private boolean isKnown;
  private boolean storeIsBack = true;
  private boolean attempting;

  Standby(StandbyFiles files, List<Channel> channels, InstantSource clock) {
    this.files = files;
    this.channels = List.copyOf(channels);
    this.clock = clock;
    Optional<LastKnown> kept = files.lastKnown();
    this.lastKnown = kept.orElseGet(() -> new LastKnown(List.of(), List.of()));
    this.isKnown = kept.isPresent();
    files.alerts().forEach(this::put);
    this.thread = new BackgroundThread(Thread.ofVirtual().name("standby"), this::deliver);
  }

  @PostConstruct
  void start() {
    thread.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    thread.interrupt();
  }

  /** What the store said last, for as long as it is away. */
  public synchronized Optional<LastKnown> lastKnown() {
    return isKnown ? Optional.of(lastKnown) : Optional.empty();
  }

  /** What is taken for granted while the store has never said anything; not kept. */
  public synchronized void assume(LastKnown assumed) {
    if (!isKnown) {
      lastKnown = assumed;
      isKnown = true;
    }
  }

  /** Called while the store answers. */
  public void remember(LastKnown now) {
    synchronized (this) {
      if (isKnown && now.equals(lastKnown)) {
        return;
      }
      lastKnown = now;
      isKnown = true;
    }
    files.keep(now);
  }

  /** Whether an alert of this condition was raised here and holds. */
  public synchronized boolean isOpen(String fingerprint) {
    return open(fingerprint).isPresent();
  }

  @Override
  public synchronized boolean contains(String key) {
    return deliveredKeys.containsKey(key);
  }

  /**
   * The id of the alert that was raised here about a condition, which it must have in the store as
   * well.
   */
  public synchronized Optional<StandbyAlert> raisedHere(String fingerprint, Instant startsAt) {
    return alerts.values().stream()
        .filter(alert ->
            alert.fingerprint().equals(fingerprint) && alert.firing().startsAt().equals(startsAt))
        .findFirst();
  }

  /** Raises an alert without the store, unless one of this condition holds already. */
  public synchronized void raise(Firing firing) {
    if (open(firing.fingerprint()).isPresent()) {
      return;
    }
    StandbyAlert alert = StandbyAlert.of(firing);
    if (alerts.containsKey(alert.id())) {
      return;
    }
    LOG.atWarn()
        .addKeyValue("alert", alert.id())
        .addKeyValue("rule", firing.rule())
        .addKeyValue("fingerprint", firing.fingerprint())
        .log("raised without the store: {}", firing.message());
    put(withDeliveries(alert));
    changed();
  }

  /** Ends an alert that was raised here; false when there is none. */
  public synchronized boolean end(String fingerprint, String resolution) {
    Optional<StandbyAlert> open = open(fingerprint);
    open.ifPresent(alert -> {
      LOG.atInfo()
          .addKeyValue("alert", alert.id())
          .addKeyValue("rule", alert.firing().rule())
          .log("ended without the store: {}", resolution);
      put(withDeliveries(alert.ended(resolution, now())));
      changed();
    });
    return open.isPresent();
  }

  private Optional<StandbyAlert> open(String fingerprint) {
    return alerts.values().stream()
        .filter(alert -> alert.end() == null && alert.fingerprint().equals(fingerprint))
        .findFirst();
  }

  private StandbyAlert withDeliveries(StandbyAlert alert) {
    List<Delivery> all = new ArrayList<>(alert.deliveries());
    for (Deliveries.Addressed addressed : new Deliveries(lastKnown.receivers()).of(alert.alert())) {
      all.add(DeliveryRules.pending(addressed.message().key(), addressed, now()));
    }
    return alert.with(all);
  }

  private void put(StandbyAlert alert) {
    alerts.put(alert.id(), alert);
    alert.deliveries().stream()
        .filter(delivery -> delivery.status() == Delivery.Status.DELIVERED)
        .forEach(delivery -> deliveredKeys.put(delivery.message().key(), true));
  }

  private void changed() {
    files.keep(List.copyOf(alerts.values()));
    notifyAll();
  }

  /** The store does not answer: from now on, what is kept here is delivered from here. */
  public synchronized void storeIsAway() {
    storeIsBack = false;
    notifyAll();
  }

  /**
   * The store answers: what was kept here is stored. What cannot be stored yet stays, and this is
   * called again.
   *
   * @throws RuntimeException the store's, when it does not take an alert
   */
  public void storeIsBack(StandbyStore store) throws InterruptedException {
    List<StandbyAlert> waiting;
    synchronized (this) {
      storeIsBack = true;
      // The store takes over nothing that is under way here.
      while (attempting) {
        wait();
      }
      waiting = List.copyOf(alerts.values());
    }
    for (StandbyAlert alert : waiting) {
      StandbyAlert latest;
      synchronized (this) {
        latest = alerts.getOrDefault(alert.id(), alert);
      }
      store.keep(latest);
      LOG.atInfo()
          .addKeyValue("alert", latest.id())
          .addKeyValue("rule", latest.firing().rule())
          .log("stored what was raised without the store");
      synchronized (this) {
        if (latest.equals(alerts.get(alert.id()))) {
          alerts.remove(alert.id());
          changed();
        }
      }
    }
  }

  private void deliver(BackgroundThread self) throws InterruptedException {
    while (!self.isStopping()) {
      try {
        Optional<Due> due = nextDue();
        if (due.isPresent()) {
          try {
            attempt(due.get());
          } finally {
            attempted();
          }
        }
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a message of the standby could not be attempted");
      }
    }
  }

  /** A message that is to be delivered from here. */
  private record Due(StandbyAlert alert, Delivery delivery) {}

  /** The oldest message that is due; waits for one for a while. */
  private synchronized Optional<Due> nextDue() throws InterruptedException {
    Optional<Due> due = storeIsBack ? Optional.empty() : findDue();
    if (due.isEmpty()) {
      if (alerts.isEmpty() || storeIsBack) {
        wait();
      } else {
        wait(LOOK_EVERY.toMillis());
      }
    }
    attempting = due.isPresent();
    return due;
  }

  private Optional<Due> findDue() {
    Instant now = now();
    for (StandbyAlert alert : alerts.values()) {
      List<String> held = new ArrayList<>();
      for (Delivery delivery : alert.deliveries()) {
        String to = delivery.channel() + "/" + delivery.receiver();
        if (delivery.status() == Delivery.Status.PENDING && !held.contains(to)) {
          if (!delivery.nextAttemptAt().isAfter(now)) {
            return Optional.of(new Due(alert, delivery));
          }
          // The end waits for its beginning.
          held.add(to);
        }
      }
    }
    return Optional.empty();
  }

  private synchronized void attempted() {
    attempting = false;
    notifyAll();
  }

  private void attempt(Due due) {
    Delivery begun = due.delivery().attempted();
    // Before the attempt, so that one that a crash cut off counts.
    replace(due.alert().id(), begun);
    DeliveryResult result =
        receiver(begun)
            .flatMap(receiver ->
                channels.stream()
                    .filter(channel -> channel.name().equals(begun.channel()))
                    .findFirst()
                    .map(channel ->
                        Attempts.deliver(channel, receiver, begun.message(), begun.attempts())))
            .orElseGet(() -> new DeliveryResult.Later("no receiver is set", null));
    Delivery after =
        DeliveryRules.after(begun, result, now(), ThreadLocalRandom.current().nextDouble());
    replace(due.alert().id(), after);
    LOG.atInfo()
        .addKeyValue("alert", due.alert().id())
        .addKeyValue("channel", after.channel())
        .addKeyValue("receiver", after.receiver())
        .addKeyValue("alert_state", after.message().state().wire())
        .addKeyValue("attempt", after.attempts())
        .addKeyValue("status", after.status().wire())
        .log("delivery attempted without the store");
  }

  private synchronized Optional<Receiver> receiver(Delivery delivery) {
    return lastKnown.receivers().stream()
        .filter(receiver ->
            receiver.channel().equals(delivery.channel())
                && receiver.name().equals(delivery.receiver()))
        .findFirst();
  }

  private synchronized void replace(String alertId, Delivery changed) {
    StandbyAlert alert = alerts.get(alertId);
    if (alert != null) {
      put(
          alert.with(
              alert.deliveries().stream()
                  .map(each -> each.id().equals(changed.id()) ? changed : each)
                  .toList()));
      changed();
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
