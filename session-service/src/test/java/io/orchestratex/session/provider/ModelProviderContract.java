package io.orchestratex.session.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What each provider owes; a child's test extends it. */
public abstract class ModelProviderContract {

  /** A provider that answers quickly. */
  protected abstract ModelProvider provider();

  /** A provider that begins to answer and then takes long. */
  protected abstract ModelProvider slowProvider();

  private static ModelRequest request(ModelProvider provider, String prompt) {
    return new ModelRequest(
        provider.models().getFirst().name(), prompt, List.of(), ModelSettings.NONE);
  }

  @Test
  void hasAShortNameAndModelsWithPrices() {
    ModelProvider provider = provider();

    assertThat(provider.id()).matches("[a-z][a-z0-9_-]*");
    assertThat(provider.models()).isNotEmpty();
    assertThat(provider.models()).extracting(Model::name).doesNotHaveDuplicates();
  }

  @Test
  void streamsPiecesThatMakeUpTheAnswerAndCountsTokens() {
    ModelProvider provider = provider();
    RecordingSink sink = new RecordingSink();

    var _ = provider.stream(request(provider, "What is a thread?"), sink);

    Outcome outcome = sink.awaitEnd();
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    assertThat(outcome.text()).isNotBlank().isEqualTo(String.join("", sink.tokens()));
    assertThat(sink.tokens()).hasSizeGreaterThan(1);
    assertThat(outcome.usage().inputTokens()).isPositive();
    assertThat(outcome.usage().outputTokens()).isPositive();
  }

  @Test
  void sendsWholeCharacters() {
    ModelProvider provider = provider();
    for (int before = 100; before < 130; before++) {
      RecordingSink sink = new RecordingSink();

      var _ = provider.stream(request(provider, "x".repeat(before) + "\ud83d\ude00 or so"), sink);

      sink.awaitEnd();
      assertThat(sink.tokens())
          .allMatch(piece -> StandardCharsets.UTF_8.newEncoder().canEncode(piece));
    }
  }

  @Test
  void returnsBeforeTheAnswerIsThere() {
    ModelProvider provider = slowProvider();
    RecordingSink sink = new RecordingSink();

    ModelProvider.ModelCall call = provider.stream(request(provider, "Take your time"), sink);

    assertThat(sink.ends()).isZero();
    call.cancel();
    sink.awaitEnd();
  }

  @Test
  void endsSoonWhenCancelledAndKeepsWhatHadArrived() {
    ModelProvider provider = slowProvider();
    RecordingSink sink = new RecordingSink();
    ModelProvider.ModelCall call = provider.stream(request(provider, "Take your time"), sink);
    Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> !sink.tokens().isEmpty());

    call.cancel();
    call.cancel();

    Outcome outcome = sink.awaitEnd();
    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
    assertThat(outcome.text()).isEqualTo(String.join("", sink.tokens()));
    assertThat(outcome.usage().outputTokens()).isPositive();
  }

  @Test
  void reportsTheEndOnceAlsoWhenCancelledAfterwards() {
    ModelProvider provider = provider();
    RecordingSink sink = new RecordingSink();
    ModelProvider.ModelCall call = provider.stream(request(provider, "Say it"), sink);
    sink.awaitEnd();

    call.cancel();

    Awaitility.await()
        .during(200, TimeUnit.MILLISECONDS)
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> sink.ends() == 1);
  }

  @Test
  void keepsManyCallsApart() {
    ModelProvider provider = provider();
    Set<String> wrong = ConcurrentHashMap.newKeySet();
    List<RecordingSink> sinks =
        IntStream.range(0, 20)
            .mapToObj(i -> {
              RecordingSink sink = new RecordingSink();
              var _ = provider.stream(request(provider, "Number " + i), sink);
              return sink;
            })
            .toList();

    for (RecordingSink sink : sinks) {
      Outcome outcome = sink.awaitEnd();
      if (!outcome.text().equals(String.join("", sink.tokens()))) {
        wrong.add(outcome.text());
      }
    }

    assertThat(wrong).isEmpty();
  }
}
