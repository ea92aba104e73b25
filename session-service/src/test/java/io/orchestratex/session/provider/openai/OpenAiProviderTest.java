package io.orchestratex.session.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.settings.Secret;
import io.orchestratex.session.provider.ModelProvider;
import io.orchestratex.session.provider.ModelProviderContract;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.ModelRequest.Exchange;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.RecordingSink;
import io.orchestratex.session.provider.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiProviderTest extends ModelProviderContract {

  private final OpenAiServer server = new OpenAiServer();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final OpenAiProvider provider = provider(server.baseUrl(), Duration.ofSeconds(5));

  @AfterEach
  void stop() {
    provider.close();
    server.close();
    timer.shutdownNow();
  }

  private OpenAiProvider provider(String url, Duration readTimeout) {
    return new OpenAiProvider(
        new OpenAiSettings(
            url,
            new Secret("sk-secret"),
            List.of("small", "large"),
            new BigDecimal("0.15"),
            new BigDecimal("0.60"),
            Duration.ofSeconds(2),
            readTimeout,
            Duration.ofSeconds(20),
            Duration.ofSeconds(5)),
        timer);
  }

  @Override
  protected ModelProvider provider() {
    return provider;
  }

  @Override
  protected ModelProvider slowProvider() {
    return provider;
  }

  private Outcome ask(ModelProvider asked, String prompt) {
    RecordingSink sink = new RecordingSink();
    var _ =
        asked.stream(
            new ModelRequest(
                "large",
                prompt,
                List.of(new Exchange("before", "answered")),
                new ModelSettings(0.5, null, 64)),
            sink);
    return sink.awaitEnd();
  }

  @Test
  void sendsHistoryAndSettingsUnderOurNameAndKey() {
    Outcome outcome = ask(provider, "now");

    assertThat(outcome).isEqualTo(new Outcome.Answered("Echo of now", new Usage(11, 7), "stop"));
    OpenAiServer.Seen seen = server.seen.getFirst();
    assertThat(seen.authorization()).isEqualTo("Bearer sk-secret");
    assertThat(seen.userAgent()).isEqualTo("OrchestrateX/1.0");
    assertThat(seen.body().at("/messages").findValuesAsText("content"))
        .containsExactly("before", "answered", "now");
    assertThat(seen.body().get("model").asText()).isEqualTo("large");
    assertThat(seen.body().get("temperature").asDouble()).isEqualTo(0.5);
    assertThat(seen.body().get("stream").asBoolean()).isTrue();
  }

  @Test
  void estimatesTokensWhenTheServerDoesNotCount() {
    Outcome outcome = ask(provider, "no usage");

    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    assertThat(outcome.usage().inputTokens()).isPositive();
    assertThat(outcome.usage().outputTokens()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "status 401,refused our key",
    "status 404,does not know the model",
    "status 429,too often",
    "status 500,status 500",
    "status 302,status 302",
    "break off,broke off"
  })
  void saysWhatWentWrongWithoutTheServersWords(String prompt, String reason) {
    Outcome outcome = ask(provider, prompt);

    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    assertThat(((Outcome.Failed) outcome).reason()).contains(reason).doesNotContain("sk-secret");
    assertThat(server.seen).as("nothing is retried here").hasSize(1);
  }

  @Test
  void failsWhenNothingListens() {
    OpenAiProvider unreachable = provider("http://127.0.0.1:1/v1", Duration.ofSeconds(5));

    assertThat(ask(unreachable, "hello"))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).contains("cannot be connected"));
    unreachable.close();
  }

  @Test
  void endsASilenceBeforeTheFirstTokenAndAfterIt() {
    OpenAiProvider impatient = provider(server.baseUrl(), Duration.ofMillis(300));

    Outcome before = ask(impatient, "say nothing");
    Outcome after = ask(impatient, "fall silent");

    assertThat(before).isInstanceOf(Outcome.Failed.class);
    assertThat(before.usage()).as("nothing came, nothing is charged").isEqualTo(Usage.NONE);
    assertThat(after).isInstanceOf(Outcome.Failed.class);
    assertThat(after.text()).isEqualTo("Echo of fall silent");
    impatient.close();
  }

  @Test
  void hangsUpOnAnAnswerThatIsOneEndlessLine() {
    Outcome outcome = ask(provider, "one endless line");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.reason()).contains("too large"));
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> server.brokenOff.get() == 1);
  }

  @Test
  void refusesMoreTimeForAnAnswerThanARequestMayRun() {
    assertThatThrownBy(() ->
            new OpenAiSettings(
                server.baseUrl(),
                null,
                List.of("small"),
                BigDecimal.ONE,
                BigDecimal.ONE,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(121),
                Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("total-timeout");
  }

  @Test
  void hangsUpWhenCancelled() {
    RecordingSink sink = new RecordingSink();
    ModelProvider.ModelCall call =
        provider.stream(
            new ModelRequest("small", "Take your time", List.of(), ModelSettings.NONE), sink);
    Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> !sink.tokens().isEmpty());

    call.cancel();

    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> server.brokenOff.get() == 1);
  }

  @Test
  void refusesAnAddressThatIsNoPlainHttpAddress() {
    assertThatThrownBy(() -> provider("file:///etc/passwd", Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("base-url");
    assertThatThrownBy(() -> provider("http://me:pw@host/v1", Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
