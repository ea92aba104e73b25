package io.orchestratex.alert.notify;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.orchestratex.alert.channel.Attempts;
import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.DeliveryResult;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers messages, one thread per channel: a slow channel never holds up another. */
@Context
final class DeliveryWorker {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);

  /** Longer than a channel may take. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  /** Only what another process left behind is found as late as that. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);

  private final DeliveryStore store;
  private final DeliveryWake wake;
  private final KnownDelivered delivered;
  private final InstantSource clock;
  private final MeterRegistry metrics;
  private final List<Thread> threads;
  private volatile boolean stopping;

  DeliveryWorker(
      DeliveryStore store,
      List<Channel> channels,
      DeliveryWake wake,
      KnownDelivered delivered,
      InstantSource clock,
      MeterRegistry metrics) {
    this.store = store;
    this.delivered = delivered;
    this.wake = wake;
    this.clock = clock;
    this.metrics = metrics;
    this.threads =
        channels.stream()
            .map(channel ->
                Thread.ofVirtual().name("notify-" + channel.name()).unstarted(() -> run(channel)))
            .toList();
  }

  @PostConstruct
  void start() {
    threads.forEach(Thread::start);
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopping = true;
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(5));
    }
  }

  private void run(Channel channel) {
    while (!stopping) {
      try {
        if (!deliverOne(channel)) {
          wake.await(channel.name(), untilNext(channel));
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (stopping) {
          return;
        }
        LOG.atWarn()
            .addKeyValue("channel", channel.name())
            .setCause(e)
            .log("deliveries cannot be read or stored; trying again");
        pause(channel);
      }
    }
  }

  private Duration untilNext(Channel channel) {
    Duration next =
        store
            .nextDue(channel.name())
            .map(due -> Duration.between(clock.instant(), due).plusMillis(1))
            .orElse(LOOK_EVERY);
    if (next.isNegative()) {
      return Duration.ZERO;
    }
    return next.compareTo(LOOK_EVERY) < 0 ? next : LOOK_EVERY;
  }

  private boolean deliverOne(Channel channel) {
    Optional<Delivery> claimed = store.claim(channel.name(), now(), LEASE);
    if (claimed.isEmpty()) {
      return false;
    }
    Delivery attempted = claimed.get();
    DeliveryResult result = attempt(channel, attempted);
    if (stopping && result instanceof DeliveryResult.Later) {
      return true; // The stop cut it off: another process claims it when the lease ends.
    }
    Delivery after =
        DeliveryRules.after(attempted, result, now(), ThreadLocalRandom.current().nextDouble());
    store.complete(after);
    metrics
        .counter(
            "orchestratex.alert.deliveries",
            "channel",
            channel.name(),
            "status",
            after.status().wire())
        .increment();
    log(after);
    return true;
  }

  private DeliveryResult attempt(Channel channel, Delivery attempted) {
    if (delivered.contains(attempted.message().key())) {
      return new DeliveryResult.Delivered();
    }
    return Receivers.of(channel, attempted)
        .map(receiver ->
            Attempts.deliver(channel, receiver, attempted.message(), attempted.attempts()))
        .orElseGet(() -> new DeliveryResult.Later("no receiver is set", null));
  }

  private static void log(Delivery delivery) {
    var level =
        switch (delivery.status()) {
          case DELIVERED -> LOG.atInfo();
          case PENDING -> LOG.atWarn();
          case REFUSED, GIVEN_UP -> LOG.atError();
        };
    String error = delivery.lastError();
    if (error != null) {
      level = level.addKeyValue("error", error);
    }
    level
        .addKeyValue("delivery", delivery.id())
        .addKeyValue("alert", delivery.message().alertId())
        .addKeyValue("channel", delivery.channel())
        .addKeyValue("receiver", delivery.receiver())
        .addKeyValue("alert_state", delivery.message().state().wire())
        .addKeyValue("attempt", delivery.attempts())
        .addKeyValue("status", delivery.status().wire())
        .log("delivery attempted");
  }

  private void pause(Channel channel) {
    try {
      wake.await(channel.name(), PAUSE_AFTER_FAULT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
