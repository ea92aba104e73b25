package io.orchestratex.alert.intake;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestratex.alert.intake.ShrunkTogether.Loss;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertStore;
import io.orchestratex.alert.lifecycle.AlertStore.Sighting;
import io.orchestratex.alert.rule.Condition;
import io.orchestratex.alert.rule.RuleBook;
import io.orchestratex.alert.rule.RuleEvaluation;
import io.orchestratex.alert.rule.RuleEvaluation.Decision;
import io.orchestratex.alert.rule.RuleEvaluation.Outcome;
import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.alert.rule.RuleStateStore;
import io.orchestratex.contracts.MetricEvent.Sampled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks every rule about every sample. Rule state lives in the store and is written only when it
 * changes; what a process remembers besides (the time of each series' newest sample) only helps to
 * refuse samples that come late. A transition is decided again inside its transaction, on the state
 * stored then, so two processes that see one sample cannot both act on it.
 */
@Singleton
final class SampleIntake {

  private static final int MAX_SERIES_REMEMBERED = 100_000;

  private final RuleBook rules;
  private final RuleStateStore states;
  private final AlertStore alerts;
  private final AlertDesk desk;
  private final Restores restores;
  private final InstantSource clock;
  private final Cache<String, Instant> newestSeen =
      Caffeine.newBuilder()
          .maximumSize(MAX_SERIES_REMEMBERED)
          .expireAfterAccess(Duration.ofHours(1))
          .build();

  /** States that wait or fire, for the time when the store is away. */
  private final Cache<String, RuleState> notIdle =
      Caffeine.newBuilder()
          .maximumSize(MAX_SERIES_REMEMBERED)
          .expireAfterAccess(Duration.ofHours(1))
          .build();

  SampleIntake(
      RuleBook rules,
      RuleStateStore states,
      AlertStore alerts,
      AlertDesk desk,
      Restores restores,
      InstantSource clock) {
    this.rules = rules;
    this.states = states;
    this.alerts = alerts;
    this.desk = desk;
    this.restores = restores;
    this.clock = clock;
  }

  /** Takes one measurement of one target into account, whole. */
  void accept(Sampled sampled) {
    Map<String, Question> questions = Question.about(sampled, rules.onSamples());
    if (questions.isEmpty()) {
      return;
    }
    Map<String, RuleState> stored = states.load(questions.keySet());
    List<RuleStateStore.Change> quiet = new ArrayList<>();
    List<Sighting> sightings = new ArrayList<>();
    Map<String, List<Question>> shrunk = new LinkedHashMap<>();
    Map<String, RuleState> reached = new LinkedHashMap<>();
    for (Question question : questions.values()) {
      RuleState known = stored.get(question.fingerprint());
      RuleState state = current(question, known);
      Decision decision = decide(question, state);
      reached.put(question.fingerprint(), decision.next());
      switch (decision.outcome()) {
        case Outcome.Fires _ when question.rule().condition() instanceof Condition.Shrink ->
            shrunk
                .computeIfAbsent(ShrunkTogether.fingerprint(question), _ -> new ArrayList<>())
                .add(question);
        case Outcome.Fires _, Outcome.Clears _ -> transition(question);
        case Outcome.StillFires _ -> {
          sightings.add(
              new Sighting(
                  question.fingerprint(),
                  question.reading().at(),
                  question.message(state.baseline())));
          keepIfChanged(known, state, decision.next(), quiet);
        }
        case Outcome.Nothing _ -> keepIfChanged(known, state, decision.next(), quiet);
      }
    }
    shrunk.forEach((fingerprint, losses) -> {
      Instant last = alerts.lastSeenOfOpen(fingerprint).orElse(null);
      if (ShrunkTogether.belongTogether(losses, last)) {
        together(losses);
      } else {
        losses.forEach(this::transition);
      }
    });
    states.save(quiet);
    alerts.countSightings(sightings);
    questions.values().forEach(this::remember);
    reached.forEach((fingerprint, state) -> {
      if (state.phase() == RuleState.Phase.IDLE) {
        notIdle.invalidate(fingerprint);
      } else {
        notIdle.put(fingerprint, state);
      }
    });
  }

  /**
   * The state of a series as the store had it when this process looked last; empty when it never
   * did.
   */
  Optional<RuleState> lastKnown(Question question) {
    Instant seen = newestSeen.getIfPresent(question.fingerprint());
    if (seen == null) {
      return Optional.empty();
    }
    RuleState state = notIdle.getIfPresent(question.fingerprint());
    return Optional.of((state != null ? state : unseen(question)).seenAtLeast(seen));
  }

  private static RuleState unseen(Question question) {
    return RuleState.unseen(question.fingerprint(), question.rule().id(), question.target());
  }

  private void remember(Question question) {
    Instant at = question.reading().at();
    Instant now = clock.instant();
    if (!RuleEvaluation.tooFarAhead(at, now)) {
      newestSeen
          .asMap()
          .merge(
              question.fingerprint(),
              at,
              (a, b) -> a.isAfter(b) && !RuleEvaluation.tooFarAhead(a, now) ? a : b);
    }
  }

  private RuleState current(Question question, @Nullable RuleState stored) {
    RuleState state = stored != null ? stored : unseen(question);
    // What this process remembers itself may be from before its clock was put right.
    Instant now = clock.instant();
    return state
        .withoutFutureReadings(now)
        .seenAtLeast(newestSeen.getIfPresent(question.fingerprint()))
        .withoutFutureReadings(now);
  }

  private static void keepIfChanged(
      @Nullable RuleState stored,
      RuleState before,
      RuleState after,
      List<RuleStateStore.Change> changed) {
    if (after.differsFrom(before) || after.needsSeenAtWrite(stored)) {
      changed.add(new RuleStateStore.Change(before, after));
    }
  }

  private void transition(Question question) {
    desk.commit(open -> {
      Ledger.Page page = open.page();
      RuleState state = stored(page, question);
      Decision decision = decide(question, state);
      if (decision.outcome() instanceof Outcome.Fires && !page.isOn(question.rule())) {
        // Changed or switched off while the sample was on its way: the next one asks anew.
        return false;
      }
      if (decision.next().differsFrom(state)) {
        page.save(decision.next());
      }
      switch (decision.outcome()) {
        case Outcome.Fires fires -> open.raise(question.firing(fires));
        case Outcome.Clears(String resolution) -> {
          page.openAlert(question.fingerprint())
              .ifPresent(alert -> open.end(alert, resolution, null));
          endTogether(open, question, resolution);
        }
        case Outcome.StillFires _, Outcome.Nothing _ -> {}
      }
      return true;
    });
  }

  private static void endTogether(AlertTransaction open, Question question, String resolution) {
    open.page()
        .openAlert(ShrunkTogether.fingerprint(question))
        .filter(alert -> ShrunkTogether.members(alert).contains(question.fingerprint()))
        .ifPresent(alert -> {
          Alert less = ShrunkTogether.without(alert, question.fingerprint());
          open.page().update(less);
          if (ShrunkTogether.members(less).isEmpty()) {
            open.end(less, "All have recovered. The last one: " + resolution, null);
          }
        });
  }

  /** Series of one rule and database that shrank in one measurement are one alert. */
  private void together(List<Question> questions) {
    desk.commit(open -> {
      Ledger.Page page = open.page();
      List<Loss> losses = new ArrayList<>();
      for (Question question : questions) {
        RuleState state = stored(page, question);
        Decision decision = decide(question, state);
        if (decision.outcome() instanceof Outcome.Fires(var _, Double previous)
            && previous != null
            && page.isOn(question.rule())) {
          page.save(decision.next());
          losses.add(new Loss(question, previous));
        }
      }
      if (!losses.isEmpty()) {
        String fingerprint = ShrunkTogether.fingerprint(losses.getFirst().question());
        open.raise(ShrunkTogether.firing(losses, page.openAlert(fingerprint).orElse(null)));
      }
      return true;
    });
  }

  private RuleState stored(Ledger.Page page, Question question) {
    return current(question, page.ruleState(question.fingerprint()).orElse(null));
  }

  private Decision decide(Question question, RuleState state) {
    Decision decision =
        RuleEvaluation.decide(question.rule(), state, question.reading(), clock.instant());
    return restores.judged(question.rule(), question.target(), state, question.reading(), decision);
  }
}
