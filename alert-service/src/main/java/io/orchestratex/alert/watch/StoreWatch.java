package io.orchestratex.alert.watch;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.alert.notify.Receivers;
import io.orchestratex.alert.rule.Condition.Silence;
import io.orchestratex.alert.rule.InitialRules;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleBook;
import io.orchestratex.alert.standby.LastKnown;
import io.orchestratex.alert.standby.NoticeTurn;
import io.orchestratex.alert.standby.Standby;
import io.orchestratex.alert.standby.StandbyStore;
import io.orchestratex.alert.watch.SilenceRules.Listening;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.mongodb.Mongo;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the service's own database every few seconds whether it answers. While it does, what decides
 * about alerts is copied to the standby; when it does not, that takes over; when it does again, the
 * store gets what was raised meanwhile.
 */
@Context
@Requires(property = "orchestratex.alert.watch.enabled", notEquals = "false")
final class StoreWatch {

  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
  private static final String SERVICE = "alert-service";
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Rules and receivers are copied with each answer of this many. */
  private static final int COPIED = 3;

  private final Mongo mongo;
  private final RuleBook rules;
  private final InitialRules initial;
  private final Receivers receivers;
  private final Standby standby;
  private final StandbyStore store;
  private final Notices notices;
  private final NoticeTurn turn;
  private final WatchSettings settings;
  private final long askNanos;
  private final long copyNanos;

  /** The store is not relied on when it has been silent for longer than this. */
  private final Duration doubted;

  private final Semaphore free = new Semaphore(1);
  private final BackgroundThread thread;
  private volatile long answeredNanos;
  private volatile boolean hasAnswered;
  private Listening listening;
  private long askedNanos;
  private volatile long copiedNanos;
  private long refusedNanos;

  StoreWatch(
      Mongo mongo,
      RuleBook rules,
      InitialRules initial,
      Receivers receivers,
      Standby standby,
      StandbyStore store,
      Notices notices,
      NoticeTurn turn,
      WatchSettings settings) {
    this.mongo = mongo;
    this.rules = rules;
    this.initial = initial;
    this.receivers = receivers;
    this.standby = standby;
    this.store = store;
    this.notices = notices;
    this.turn = turn;
    this.settings = settings;
    this.askNanos = settings.askEvery().toNanos();
    this.copyNanos = COPIED * askNanos;
    this.doubted = settings.askEvery().multipliedBy(2).plusSeconds(1);
    long now = System.nanoTime();
    this.listening = SilenceRules.begun(now);
    this.askedNanos = now - askNanos;
    this.copiedNanos = now - copyNanos;
    this.refusedNanos = copiedNanos;
    this.thread =
        BackgroundThread.ofRounds(
            Thread.ofVirtual().name("store-watch"),
            LOOK_EVERY,
            this::look,
            fault -> LOG.atWarn().log("the store cannot be watched now, trying again: {}", fault));
  }

  @PostConstruct
  void start() {
    thread.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    thread.stop();
  }

  private void look() throws InterruptedException {
    long now = System.nanoTime();
    if (hasAnswered && answeredNanos - listening.heardNanos() > 0) {
      listening = SilenceRules.heard(listening, answeredNanos);
    }
    if (now - askedNanos >= askNanos && free.tryAcquire()) {
      askedNanos = now;
      Thread.ofVirtual().name("store-ping").start(this::ask);
    }
    judge(now);
  }

  /** On a thread of its own: a database that hangs keeps it for as long as the driver waits. */
  private void ask() {
    try {
      mongo.ping();
      boolean wasAway = !notices.storeAnswers();
      if (mongo.start().isPrepared() && System.nanoTime() - copiedNanos >= copyNanos) {
        copiedNanos = System.nanoTime();
        standby.remember(new LastKnown(rules.inForce(), receivers.inForce().receivers()));
      }
      answeredNanos = System.nanoTime();
      hasAnswered = true;
      if (wasAway) {
        LOG.atInfo().log("MongoDB answers again");
      }
    } catch (RuntimeException e) {
      LOG.atDebug().log("MongoDB does not answer: {}", e.getMessage());
    } finally {
      free.release();
    }
  }

  private void judge(long now) throws InterruptedException {
    List<Rule> about = notices.rules(Silence.Of.STORE);
    Duration limit =
        about.stream().map(Notices::limit).min(Comparator.naturalOrder()).orElse(doubted);
    listening = SilenceRules.looked(listening, now, limit, settings.startGrace());
    Duration silence = listening.silence(now);
    boolean answers = hasAnswered && silence.compareTo(doubted) <= 0;
    notices.storeAnswers(answers);
    if (!answers && standby.lastKnown().isEmpty()) {
      standby.assume(new LastKnown(initial.all(), receivers.withoutStore()));
    }
    for (Rule rule : about) {
      String fingerprint = Notices.fingerprint(rule, Map.of());
      if (answers) {
        standby.end(fingerprint, "MongoDB answers again.");
      } else if (listening.isSilentFor(Notices.limit(rule), now)
          && turn.mine()
          && !standby.isOpen(fingerprint)) {
        standby.raise(notices.firing(rule, SERVICE, Map.of(), Map.of(), silence));
      }
    }
    if (answers) {
      handOver(now);
    } else if (hasAnswered || listening.isSilent()) {
      standby.storeIsAway();
    }
  }

  private void handOver(long now) throws InterruptedException {
    if (now - refusedNanos < copyNanos) {
      return;
    }
    try {
      standby.storeIsBack(store);
    } catch (RuntimeException e) {
      refusedNanos = now;
      // It answers and takes nothing: what waits is delivered from the standby.
      standby.storeIsAway();
      LOG.atWarn()
          .log("what was raised without the store cannot be stored yet: {}", e.getMessage());
    }
  }
}
