package io.orchestratex.alert.intake;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestratex.alert.lifecycle.AlertStore;
import io.orchestratex.alert.lifecycle.AlertStore.Sighting;
import io.orchestratex.alert.lifecycle.Fingerprint;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.rule.Condition;
import io.orchestratex.alert.rule.MessageTemplate;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleBook;
import io.orchestratex.alert.rule.RuleEvaluation;
import io.orchestratex.alert.rule.RuleEvaluation.Decision;
import io.orchestratex.alert.rule.RuleEvaluation.Outcome;
import io.orchestratex.alert.rule.RuleEvaluation.Reading;
import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.alert.rule.RuleStateStore;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** A sample that a rule looks at. */
  private record Question(
      Rule rule, String fingerprint, Map<String, String> labels, Sample sample, Reading reading) {}

  /** Takes one measurement of one target into account, whole. */
  void accept(Sampled sampled) {
    Map<String, Question> questions = questions(sampled);
    if (questions.isEmpty()) {
      return;
    }
    Map<String, RuleState> stored = states.load(questions.keySet());
    List<RuleStateStore.Change> quiet = new ArrayList<>();
    List<Sighting> sightings = new ArrayList<>();
    for (Question question : questions.values()) {
      RuleState known = stored.get(question.fingerprint());
      RuleState state = current(question, sampled.targetId(), known);
      Decision decision = decide(question, sampled.targetId(), state);
      switch (decision.outcome()) {
        case Outcome.Fires _, Outcome.Clears _ -> transition(question, sampled.targetId());
        case Outcome.StillFires _ -> {
          sightings.add(
              new Sighting(
                  question.fingerprint(),
                  question.reading().at(),
                  message(question, sampled.targetId(), state.baseline())));
          keepIfChanged(known, state, decision.next(), quiet);
        }
        case Outcome.Nothing _ -> keepIfChanged(known, state, decision.next(), quiet);
      }
    }
    states.save(quiet);
    alerts.countSightings(sightings);
    questions.values().forEach(this::remember);
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

  private Map<String, Question> questions(Sampled sampled) {
    Instant at = sampled.at().truncatedTo(ChronoUnit.MILLIS);
    Map<String, Question> questions = new LinkedHashMap<>();
    for (Rule rule : rules.onSamples()) {
      if (!(rule.condition() instanceof Condition.OnSamples condition)) {
        continue;
      }
      for (Sample sample : sampled.samples()) {
        if (condition.selector().matches(sample)) {
          Map<String, String> labels = new HashMap<>(condition.selector().identity(sample));
          labels.put("alertname", rule.id());
          labels.put("target", sampled.targetId());
          String fingerprint = Fingerprint.of(labels);
          questions.put(
              fingerprint,
              new Question(rule, fingerprint, labels, sample, new Reading(at, sample.value())));
        }
      }
    }
    return questions;
  }

  private RuleState current(Question question, String target, @Nullable RuleState stored) {
    RuleState state =
        stored != null
            ? stored
            : RuleState.unseen(question.fingerprint(), question.rule().id(), target);
    // What this process remembers itself may be from before its clock was put right.
    Instant now = clock.instant();
    return state
        .withoutFutureReadings(now)
        .seenAtLeast(newestSeen.getIfPresent(question.fingerprint()))
        .withoutFutureReadings(now);
  }

  private Decision decide(Question question, String target, RuleState state) {
    Decision decision =
        RuleEvaluation.decide(question.rule(), state, question.reading(), clock.instant());
    return restores.judged(question.rule(), target, state, question.reading(), decision);
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

  private void transition(Question question, String target) {
    desk.commit(open -> {
      Ledger.Page page = open.page();
      RuleState state =
          current(question, target, page.ruleState(question.fingerprint()).orElse(null));
      Decision decision = decide(question, target, state);
      if (decision.outcome() instanceof Outcome.Fires && !page.isOn(question.rule())) {
        // Changed or switched off while the sample was on its way: the next one asks anew.
        return false;
      }
      if (decision.next().differsFrom(state)) {
        page.save(decision.next());
      }
      switch (decision.outcome()) {
        case Outcome.Fires fires -> open.raise(firing(question, target, fires));
        case Outcome.Clears(String resolution) ->
            page.openAlert(question.fingerprint())
                .ifPresent(alert -> open.end(alert, resolution, null));
        case Outcome.StillFires _, Outcome.Nothing _ -> {}
      }
      return true;
    });
  }

  private static Firing firing(Question question, String target, Outcome.Fires fires) {
    Rule rule = question.rule();
    Double previous = fires.previous();
    Map<String, String> annotations = new HashMap<>();
    annotations.put("description", rule.description());
    annotations.put("value", RuleEvaluation.number(question.reading().value()));
    if (previous != null) {
      annotations.put("previous", RuleEvaluation.number(previous));
    }
    return new Firing(
        rule.id(),
        target,
        rule.severity(),
        message(question, target, previous),
        question.labels(),
        annotations,
        fires.since(),
        question.reading().at());
  }

  private static String message(Question question, String target, @Nullable Double previous) {
    return MessageTemplate.fill(question.rule().message(), values(question, target, previous));
  }

  private static Map<String, String> values(
      Question question, String target, @Nullable Double previous) {
    Map<String, String> values = new HashMap<>(question.sample().labels());
    values.put("target", target);
    values.put("value", RuleEvaluation.number(question.reading().value()));
    if (previous != null) {
      values.put("previous", RuleEvaluation.number(previous));
    }
    return values;
  }
}
