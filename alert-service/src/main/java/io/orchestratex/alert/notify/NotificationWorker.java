package io.orchestratex.alert.notify;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.Delivery;
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

/** Tells notices, one thread per channel: a slow channel never holds up another. */
@Context
final class NotificationWorker {

  private static final Logger LOG = LoggerFactory.getLogger(NotificationWorker.class);

  /** Longer than a channel may take. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);

  private final NotificationStore store;
  private final NotificationWake wake;
  private final InstantSource clock;
  private final MeterRegistry metrics;
  private final List<Thread> threads;
  private volatile boolean stopping;

  NotificationWorker(
      NotificationStore store,
      List<Channel> channels,
      NotificationWake wake,
      InstantSource clock,
      MeterRegistry metrics) {
    this.store = store;
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
        if (!tellOne(channel)) {
          wake.await(channel.name(), LOOK_EVERY);
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
            .log("notices cannot be read or stored; trying again");
        pause(channel);
      }
    }
  }

  private boolean tellOne(Channel channel) {
    Instant now = now();
    Optional<Notification> claimed = store.claim(channel.name(), now, now.plus(LEASE));
    if (claimed.isEmpty()) {
      return false;
    }
    Notification attempted = claimed.get();
    Delivery delivery = channel.tell(attempted.notice(), attempted.attempts());
    if (stopping && delivery instanceof Delivery.Later) {
      return true; // Cut off by the stop: whoever comes next claims it when the lease ends.
    }
    Notification after =
        NotificationRules.after(
            attempted, delivery, now(), ThreadLocalRandom.current().nextDouble());
    store.complete(after);
    metrics
        .counter(
            "orchestratex.alert.notices",
            "channel",
            channel.name(),
            "status",
            after.status().wire())
        .increment();
    log(after);
    return true;
  }

  private static void log(Notification notification) {
    var level =
        switch (notification.status()) {
          case TOLD -> LOG.atInfo();
          case PENDING -> LOG.atWarn();
          case REFUSED, GIVEN_UP -> LOG.atError();
        };
    String error = notification.lastError();
    if (error != null) {
      level = level.addKeyValue("error", error);
    }
    level
        .addKeyValue("notification", notification.id())
        .addKeyValue("alert", notification.notice().alertId())
        .addKeyValue("channel", notification.channel())
        .addKeyValue("tells", notification.notice().state().wire())
        .addKeyValue("attempt", notification.attempts())
        .addKeyValue("status", notification.status().wire())
        .log("notice attempted");
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
