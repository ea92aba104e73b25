package io.orchestratex.alert.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.rule.Condition.Silence;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.standby.NoticeTurn;
import io.orchestratex.alert.standby.Standby;
import io.orchestratex.alert.standby.StandbyIntake;
import io.orchestratex.alert.watch.SilenceRules.Listening;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.contracts.TargetEvent;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.event.PoisonEventException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the coming of samples, and their staying out, means for alerts. An alert about silence ends
 * with the silence, also when another process raised it, or this one before it was restarted. Used
 * by one thread.
 */
@Singleton
final class SampleVerdicts {

  private static final Logger LOG = LoggerFactory.getLogger(SampleVerdicts.class);
  private static final String SOURCE = "monitor-service";
  private static final String WATCH = "watch";
  private static final Duration RAISED_AGAIN = Duration.ofSeconds(20);
  private static final Duration COMPARED = Duration.ofSeconds(30);

  /** An open alert that no process has raised again for this long is left over. */
  private static final Duration LEFT_OVER = Duration.ofSeconds(60);

  /** Samples that are still at hand when the store is found to be away. */
  private static final Duration KEPT = Duration.ofSeconds(45);

  private final Notices notices;
  private final NoticeTurn turn;
  private final Standby standby;
  private final StandbyIntake withoutStore;
  private final EventCodec codec;
  private final WatchSettings settings;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Deque<Heard> recent = new ArrayDeque<>();
  private final Map<String, Long> raisedNanos = new HashMap<>();
  private SampleFlow flow;
  private boolean isWithoutStore;
  private long comparedNanos;
  private boolean wasSilent;

  /** A record, and when it came. */
  private record Heard(ConsumerRecord<byte[], byte[]> record, long nanos) {}

  @Inject
  SampleVerdicts(
      Notices notices,
      NoticeTurn turn,
      Standby standby,
      StandbyIntake withoutStore,
      EventCodec codec,
      WatchSettings settings,
      InstantSource clock) {
    this.notices = notices;
    this.turn = turn;
    this.standby = standby;
    this.withoutStore = withoutStore;
    this.codec = codec;
    this.settings = settings;
    this.clock = clock;
    this.nanos = System::nanoTime;
    this.flow = new SampleFlow(settings.startGrace(), settings.slack(), nanos.getAsLong());
  }

  /** Listening begins now. */
  void begin() {
    flow = new SampleFlow(settings.startGrace(), settings.slack(), nanos.getAsLong());
    comparedNanos = nanos.getAsLong();
  }

  /** A measurement came, with this time of its own. */
  void heard(ConsumerRecord<byte[], byte[]> record, Instant at) {
    long now = nanos.getAsLong();
    flow.heard(new String(record.key(), UTF_8), at, clock.instant(), now);
    if (!turn.judges(record.partition())) {
      return;
    }
    recent.addLast(new Heard(record, now));
    if (isWithoutStore) {
      judge(record);
    }
  }

  /** A person added or removed a target; what was removed is not silent, it is gone. */
  void told(ConsumerRecord<byte[], byte[]> record) {
    try {
      switch (codec.decode(record).data()) {
        case TargetEvent.Removed gone when gone.purpose().equals(WATCH) -> removed(gone);
        case TargetEvent.Added come when come.purpose().equals(WATCH) -> flow.added(come.target());
        case null, default -> {
          // Its samples go on.
        }
      }
    } catch (PoisonEventException e) {
      LOG.atWarn().log("what became of a target cannot be read: {}", e.getMessage());
    }
  }

  private void removed(TargetEvent.Removed gone) {
    flow.removed(gone.target(), nanos.getAsLong());
    for (Rule rule : notices.rules(Silence.Of.TARGET)) {
      String fingerprint = Notices.fingerprint(rule, Map.of("target", gone.target()));
      if (raisedNanos.remove(fingerprint) != null) {
        notices.end(fingerprint, gone.target() + " was removed from what is watched.");
      }
    }
  }

  /**
   * A look, about every second.
   *
   * @param kafkaAnswers asks Kafka, which takes a moment
   */
  void look(BooleanSupplier kafkaAnswers) {
    long now = nanos.getAsLong();
    while (!recent.isEmpty() && now - recent.getFirst().nanos() > KEPT.toNanos()) {
      recent.removeFirst();
    }
    followStore();
    boolean isSilent = lookAtAll(kafkaAnswers, now);
    if (!isSilent) {
      lookAtEach(now);
    }
    boolean isTime = now - comparedNanos > COMPARED.toNanos();
    if ((isTime || wasSilent) && !isSilent) {
      comparedNanos = now;
      wasSilent = !endWhatIsOver();
    }
    wasSilent |= isSilent;
  }

  /** Judges samples without the store while it is away, those included that came before. */
  private void followStore() {
    boolean isAway = !notices.storeAnswers();
    if (isAway && !isWithoutStore) {
      isWithoutStore = true;
      recent.forEach(heard -> judge(heard.record()));
    } else if (!isAway && isWithoutStore) {
      isWithoutStore = false;
      withoutStore.forget();
    }
  }

  private void judge(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (codec.decode(record).data() instanceof Sampled sampled) {
        withoutStore.accept(sampled);
      }
    } catch (PoisonEventException e) {
      // The regular intake parks it.
    }
  }

  private boolean lookAtAll(BooleanSupplier kafkaAnswers, long now) {
    boolean isSilent = false;
    for (Rule rule : notices.rules(Silence.Of.SAMPLES)) {
      Listening all = flow.look(Notices.limit(rule), now);
      isSilent |= all.isSilent();
      if (all.isSilentFor(Notices.limit(rule), now)) {
        String fingerprint = Notices.fingerprint(rule, Map.of());
        if (turn.mine() && isDue(fingerprint, now)) {
          notices.raise(
              notices.firing(
                  rule,
                  SOURCE,
                  Map.of(),
                  Map.of("cause", cause(kafkaAnswers.getAsBoolean())),
                  all.silence(now)));
        }
      }
    }
    return isSilent;
  }

  private String cause(boolean kafkaAnswers) {
    if (!kafkaAnswers) {
      return "Kafka does not answer. Likely Kafka is stopped or frozen, or cannot be reached";
    }
    Instant odd = flow.oddTime();
    if (odd != null) {
      return "Kafka answers, and samples come, but their times do not go on (the last one is of "
          + odd
          + "). Likely the clock of monitor-service's machine is wrong";
    }
    return "Kafka answers. Likely monitor-service is stopped or frozen, or cannot reach Kafka";
  }

  private void lookAtEach(long now) {
    for (Rule rule : notices.rules(Silence.Of.TARGET)) {
      flow.silentTargets(Notices.limit(rule))
          .forEach((target, silence) -> {
            Map<String, String> labels = Map.of("target", target);
            String fingerprint = Notices.fingerprint(rule, labels);
            if (silence.compareTo(settings.removedAfter()) > 0) {
              if (notices.end(fingerprint, removed(target))) {
                flow.forget(target);
              }
            } else if (turn.mine() && isDue(fingerprint, now)) {
              notices.raise(notices.firing(rule, target, labels, labels, silence));
            }
          });
    }
  }

  private String removed(String target) {
    return "No samples of "
        + target
        + " for "
        + settings.removedAfter().toMinutes()
        + " minutes: it is taken as removed from the targets of monitor-service.";
  }

  private boolean isDue(String fingerprint, long now) {
    Long before = raisedNanos.get(fingerprint);
    if (before != null && now - before < RAISED_AGAIN.toNanos()) {
      return false;
    }
    raisedNanos.put(fingerprint, now);
    return true;
  }

  /** Ends open alerts about silence that is over; false when that must be tried again. */
  private boolean endWhatIsOver() {
    boolean isDone = true;
    for (Rule rule : notices.rules(Silence.Of.SAMPLES)) {
      String fingerprint = Notices.fingerprint(rule, Map.of());
      if (flow.look(Notices.limit(rule), nanos.getAsLong()).phase() == SilenceRules.Phase.FLOWING) {
        boolean wasMine = raisedNanos.remove(fingerprint) != null;
        isDone &= endAll(rule, fingerprint, wasMine, "Samples come again.");
      }
    }
    for (Rule rule : notices.rules(Silence.Of.TARGET)) {
      for (Alert alert : notices.open(rule).orElse(List.of())) {
        String target = alert.labels().getOrDefault("target", "");
        if (flow.isHeard(target, Notices.limit(rule))) {
          raisedNanos.remove(alert.fingerprint());
          isDone &= notices.end(alert.fingerprint(), target + " is measured again.");
        } else if (isOlder(alert.startsAt(), settings.removedAfter())) {
          isDone &= notices.end(alert.fingerprint(), removed(target));
        }
      }
    }
    return isDone;
  }

  private boolean endAll(Rule rule, String fingerprint, boolean wasMine, String resolution) {
    if (standby.isOpen(fingerprint)) {
      return notices.end(fingerprint, resolution);
    }
    List<Alert> open = notices.open(rule).orElse(null);
    if (open == null) {
      return !wasMine;
    }
    boolean isDone = true;
    for (Alert alert : open) {
      if (wasMine || isOlder(alert.lastSeenAt(), LEFT_OVER)) {
        isDone &= notices.end(alert.fingerprint(), resolution);
      }
    }
    return isDone;
  }

  private boolean isOlder(@Nullable Instant at, Duration age) {
    return at != null && at.isBefore(clock.instant().minus(age));
  }
}
