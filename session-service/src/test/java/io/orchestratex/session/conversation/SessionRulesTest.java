package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.contracts.SessionEvent;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.prompt.AnswerSource;
import io.orchestratex.session.prompt.FinishedAnswer;
import io.orchestratex.session.provider.Model;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SessionRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T09:15:38.771204Z");
  private static final Model MODEL =
      new Model("demo", new BigDecimal("0.10"), new BigDecimal("0.40"));

  private static final AnswerSource SOURCE = new AnswerSource("demo", "demo");

  private static final SessionLabel LABEL = new SessionLabel("T", List.of("a"), Map.of("k", 1));

  private final Session session = SessionRules.start("s", "ann", LABEL, NOW).session();

  private static Decision.Change change(Decision decision) {
    return (Decision.Change) decision;
  }

  private Decision.Change opened() {
    return SessionRules.openThread(session, "t", "research", "T", NOW);
  }

  private static Decision.Change begun(Decision.Change opened) {
    return SessionRules.begin(
        opened.session(),
        Objects.requireNonNull(opened.thread()),
        new NewPrompt("r", SOURCE, "Hi", ModelSettings.NONE),
        NOW);
  }

  private static Settlement settlement(Outcome outcome) {
    return settlement(outcome, SOURCE, false);
  }

  private static Settlement settlement(Outcome outcome, AnswerSource source, boolean cached) {
    return Settlement.of(
        new FinishedAnswer(outcome, source, MODEL.cost(outcome.usage()), cached),
        Duration.ofMillis(40),
        Settlement.CLIENT_LEFT);
  }

  @Test
  void startsActiveAtVersionOneAndTellsIt() {
    assertThat(session.version()).isEqualTo(1);
    assertThat(session.status()).isEqualTo(SessionStatus.ACTIVE);
    assertThat(session.createdAt()).isEqualTo("2026-11-21T09:15:38.771Z");
    assertThat(SessionRules.start("s", "ann", LABEL, NOW).events())
        .containsExactly(new SessionEvent.Started("s", "ann", "T", session.createdAt()));
  }

  @Test
  void changesOnlyWhatAnEditNamesAndTellsIt() {
    Decision.Change changed =
        change(SessionRules.edit(session, new SessionEdit("New", null, Map.of(), 1L), NOW));

    assertThat(changed.session().label())
        .isEqualTo(new SessionLabel("New", List.of("a"), Map.of()));
    assertThat(changed.session().version()).isEqualTo(2);
    assertThat(changed.events())
        .containsExactly(
            new SessionEvent.Changed("s", "ann", "New", List.of("a"), session.createdAt()));
  }

  @Test
  void changesNothingWhenAnEditSaysWhatIsThere() {
    assertThat(SessionRules.edit(session, new SessionEdit("T", null, null, null), NOW))
        .isEqualTo(new Decision.Unchanged(session));
  }

  @Test
  void refusesAnEditOfAnotherVersion() {
    assertThatThrownBy(
            () -> SessionRules.edit(session, new SessionEdit("New", null, null, 2L), NOW))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused -> assertThat(refused.failure().code()).isEqualTo("session.changed"));
  }

  @Test
  void countsThreadsAndIterations() {
    Decision.Change begun = begun(opened());

    assertThat(opened().session().threadCount()).isEqualTo(1);
    assertThat(Objects.requireNonNull(begun.thread()).iterations()).isEqualTo(1);
    ModelResponse pending = Objects.requireNonNull(begun.response());
    assertThat(pending.iteration()).isEqualTo(1);
    assertThat(pending.status()).isEqualTo(ResponseStatus.PENDING);
    assertThat(begun.events()).isEmpty();
    assertThat(begun.session().version()).isEqualTo(3);
  }

  @Test
  void chargesACompletedAnswerExactly() {
    Decision.Change begun = begun(opened());

    Decision.Change settled =
        change(
            SessionRules.settle(
                begun.session(),
                Objects.requireNonNull(begun.response()),
                settlement(new Outcome.Answered("Hello", new Usage(3, 4), "stop")),
                NOW));

    assertThat(settled.session().totalTokens()).isEqualTo(7);
    assertThat(settled.session().totalCost()).isEqualByComparingTo("0.0000019");
    assertThat(settled.events())
        .singleElement()
        .isInstanceOfSatisfying(
            SessionEvent.ResponseRecorded.class,
            event -> {
              assertThat(event.tokensUsed()).isEqualTo(7);
              assertThat(event.costUsd()).isEqualByComparingTo("0.0000019");
              assertThat(event.iteration()).isEqualTo(1);
              assertThat(event.finishReason()).isEqualTo("stop");
            });
    assertThat(Objects.requireNonNull(settled.response()).finishReason()).isEqualTo("stop");
  }

  @Test
  void chargesWhatACancelledAnswerUsedAndSaysWhy() {
    Decision.Change begun = begun(opened());

    Decision.Change settled =
        change(
            SessionRules.settle(
                begun.session(),
                Objects.requireNonNull(begun.response()),
                settlement(new Outcome.Cancelled("Hel", new Usage(3, 1))),
                NOW));

    assertThat(settled.session().totalTokens()).isEqualTo(4);
    assertThat(settled.events())
        .singleElement()
        .isInstanceOfSatisfying(
            SessionEvent.ResponseFailed.class,
            event -> {
              assertThat(event.tokensUsed()).isEqualTo(4);
              assertThat(event.reason()).isEqualTo(Settlement.CLIENT_LEFT);
            });
  }

  @Test
  void saysWhoAnsweredEvenIfAnotherOneWasGoingTo() {
    Decision.Change begun = begun(opened());

    Decision.Change settled =
        change(
            SessionRules.settle(
                begun.session(),
                Objects.requireNonNull(begun.response()),
                settlement(
                    new Outcome.Answered("Hello", new Usage(3, 4), "stop"),
                    new AnswerSource("openai", "gpt-4o-mini"),
                    true),
                NOW));

    ModelResponse response = Objects.requireNonNull(settled.response());
    assertThat(response.provider()).isEqualTo("openai");
    assertThat(response.modelName()).isEqualTo("gpt-4o-mini");
    assertThat(response.cached()).isTrue();
    assertThat(settled.events())
        .singleElement()
        .isInstanceOfSatisfying(
            SessionEvent.ResponseRecorded.class,
            event -> {
              assertThat(event.provider()).isEqualTo("openai");
              assertThat(event.modelName()).isEqualTo("gpt-4o-mini");
              assertThat(event.cached()).isTrue();
            });
  }

  @Test
  void keepsWhoWasGoingToAnswerWhenTheProcessDied() {
    Decision.Change begun = begun(opened());

    Decision.Change settled =
        change(
            SessionRules.settle(
                begun.session(),
                Objects.requireNonNull(begun.response()),
                Settlement.abandoned(),
                NOW));

    assertThat(Objects.requireNonNull(settled.response()).provider()).isEqualTo("demo");
  }

  @Test
  void settlesOnceOnly() {
    Decision.Change begun = begun(opened());
    Decision.Change settled =
        change(
            SessionRules.settle(
                begun.session(),
                Objects.requireNonNull(begun.response()),
                Settlement.abandoned(),
                NOW));

    Decision again =
        SessionRules.settle(
            settled.session(),
            Objects.requireNonNull(settled.response()),
            settlement(new Outcome.Answered("late", new Usage(9, 9), "stop")),
            NOW);

    assertThat(settled.session().totalTokens()).isZero();
    assertThat(again).isInstanceOf(Decision.Unchanged.class);
  }

  @Test
  void takesNothingMoreOnceEndedButSettlesWhatWasUnderWay() {
    Decision.Change opened = opened();
    Decision.Change begun = begun(opened);
    Session ended = SessionRules.end(begun.session(), NOW).session();

    assertThatThrownBy(() -> SessionRules.openThread(ended, "u", "d", "T", NOW))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("session.ended");
    assertThat(SessionRules.end(ended, NOW)).isInstanceOf(Decision.Unchanged.class);
    assertThat(
            SessionRules.settle(
                    ended,
                    Objects.requireNonNull(begun.response()),
                    settlement(new Outcome.Answered("Hello", new Usage(1, 1), "stop")),
                    NOW)
                .session()
                .totalTokens())
        .isEqualTo(2);
  }
}
