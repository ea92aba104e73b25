package io.orchestratex.session.provider.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.kit.settings.Secret;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.RecordingSink;
import io.orchestratex.session.provider.Usage;
import io.orchestratex.session.provider.openai.OpenAiServer.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What public providers were seen to send, byte for byte. */
class OpenAiAnswersTest {

  private static final String STOP =
      "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private final OpenAiServer server = new OpenAiServer();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final OpenAiProvider provider = provider(Duration.ofSeconds(10));

  /** Takes a silence for the end soon. */
  private final OpenAiProvider impatient = provider(Duration.ofMillis(700));

  private final RecordingSink sink = new RecordingSink();

  private OpenAiProvider provider(Duration readTimeout) {
    return new OpenAiProvider(
        new OpenAiSettings(
            server.baseUrl() + "/",
            new Secret("sk-secret"),
            List.of("small"),
            new BigDecimal("0.15"),
            new BigDecimal("0.60"),
            Duration.ofSeconds(2),
            readTimeout,
            Duration.ofSeconds(20),
            Duration.ofSeconds(5)),
        timer);
  }

  @AfterEach
  void stop() {
    provider.close();
    impatient.close();
    server.close();
    timer.shutdownNow();
  }

  private Outcome answerTo(Reply... replies) {
    server.script("Hi", replies);
    return asked("Hi");
  }

  private Outcome asked(String prompt) {
    return asked(provider, prompt);
  }

  private Outcome asked(OpenAiProvider of, String prompt) {
    var _ = of.stream(new ModelRequest("small", prompt, List.of(), ModelSettings.NONE), sink);
    return sink.awaitEnd();
  }

  private static Reply sent(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OpenAiAnswersTest.class.getResourceAsStream("/provider/" + file))) {
      return Reply.events(new String(in.readAllBytes(), UTF_8));
    }
  }

  private static String piece(String json) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":" + json + "}}]}\n\n";
  }

  @Test
  void keepsAFinishReasonThatItDoesNotKnow() throws IOException {
    assertThat(answerTo(sent("unknown-finish-reason.sse")))
        .isInstanceOfSatisfying(
            Outcome.Answered.class,
            answered -> {
              assertThat(answered.text()).isEqualTo("whole");
              assertThat(answered.finishReason()).isEqualTo("eos_token");
            });
  }

  @Test
  void saysThatAnAnswerEndedAtTheLimit() throws IOException {
    assertThat(answerTo(sent("finish-length.sse")))
        .isEqualTo(new Outcome.Answered("cut at the lim", new Usage(3, 4), "length"));
  }

  @Test
  void sendsWholeCharactersOnly() throws IOException {
    Outcome outcome = answerTo(sent("half-pair.sse"));

    assertThat(outcome.text()).isEqualTo("\ud83d\ude00!");
    assertThat(sink.tokens()).containsExactly("\ud83d\ude00!");
  }

  @Test
  void replacesAHalfCharacterThatTheAnswerEndsWith() {
    Outcome outcome = answerTo(Reply.events(piece("\"a\\ud83d\"") + STOP + DONE));

    assertThat(outcome.text()).isEqualTo("a\ufffd").isEqualTo(String.join("", sink.tokens()));
  }

  static Stream<Arguments> wholeAnswers() {
    String text = piece("\"Hello\"");
    return Stream.of(
        answer(
            "a content filter",
            text + STOP.replace("stop", "content_filter") + DONE,
            "content_filter"),
        answer("calls of tools", text + STOP.replace("stop", "tool_calls") + DONE, "tool_calls"),
        answer("no [DONE]", text + STOP, "stop"),
        answer(
            "an error after the reason",
            text + STOP + "data: {\"error\":{\"code\":502}}\n\n",
            "stop"),
        answer("no empty line at the end", text + STOP.stripTrailing(), "stop"),
        answer("[DONE] without a reason", text + DONE, null),
        answer(
            "an empty reason at each piece",
            text.replace("}}]}", "},\"finish_reason\":\"\"}]}") + STOP,
            "stop"),
        answer(
            "the reason with the last piece",
            text.replace("}}]}", "},\"finish_reason\":\"stop\"}]}") + DONE,
            "stop"),
        answer(
            "the role alone",
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n" + text + STOP,
            "stop"),
        answer("null for a text", piece("null") + text + piece("null") + STOP, "stop"),
        answer("an empty text", piece("\"\"") + text + STOP, "stop"),
        answer("a text in parts", piece("[{\"type\":\"text\",\"text\":\"Hello\"}]") + STOP, "stop"),
        answer(
            "no choices",
            "data: {\"choices\":[]}\n\ndata: {\"choices\":null}\n\ndata: {}\n\n" + text + STOP,
            "stop"),
        answer(
            "null for a delta", "data: {\"choices\":[{\"delta\":null}]}\n\n" + text + STOP, "stop"),
        answer(
            "comments",
            ": OPENROUTER PROCESSING\n\n:\n" + text + ": keep-alive\n\n" + STOP,
            "stop"),
        answer("other fields", "retry: 10\nid: 1\nevent: message\n" + text + STOP, "stop"),
        answer(
            "no blank behind the colon",
            text.replace("data: ", "data:") + STOP.replace("data: ", "data:"),
            "stop"),
        answer("CRLF", (text + STOP + DONE).replace("\n", "\r\n"), "stop"),
        answer("CR", (text + STOP + DONE).replace("\n", "\r"), "stop"),
        answer("a byte order mark", "\ufeff" + text + STOP, "stop"),
        answer(
            "a piece over several lines",
            text.replace(",\"delta\"", ",\ndata: \"delta\"") + STOP,
            "stop"),
        answer("no data", "data:\n\n" + text + "event: ping\ndata:\n\n" + STOP, "stop"));
  }

  private static Arguments answer(String what, String body, @Nullable String reason) {
    return Arguments.of(what, body, reason);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wholeAnswers")
  void readsAnAnswerWith(String what, String body, @Nullable String reason) {
    assertThat(answerTo(Reply.events(body)))
        .as(what)
        .isInstanceOfSatisfying(
            Outcome.Answered.class,
            answered -> {
              assertThat(answered.text()).isEqualTo("Hello");
              assertThat(answered.finishReason()).isEqualTo(reason);
            });
  }

  @Test
  void readsUsageFromAPieceOfItsOwn() {
    String usage =
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":6}}\n\n";

    assertThat(answerTo(Reply.events(piece("\"Hello\"") + STOP + usage + DONE)))
        .isEqualTo(new Outcome.Answered("Hello", new Usage(5, 6), "stop"));
  }

  @Test
  void readsAVeryLongLine() {
    String text = "x".repeat(1_500_000);

    assertThat(answerTo(Reply.events(piece("\"" + text + "\"") + STOP)).text()).isEqualTo(text);
  }

  @Test
  void readsAnAnswerThatIsNotStreamed() {
    byte[] whole =
        "{\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}"
            .getBytes(UTF_8);

    assertThat(
            answerTo(
                new Reply(200, List.of("Content-Type", "application/json"), whole, Reply.Then.END)))
        .isEqualTo(new Outcome.Answered("Hello", new Usage(1, 2), "stop"));
  }

  @Test
  void isWholeAlsoWhenTheServerNeverHangsUp() {
    byte[] body = (piece("\"Hello\"") + STOP).getBytes(UTF_8);

    server.script(
        "Hi",
        new Reply(200, List.of("Content-Type", "text/event-stream"), body, Reply.Then.SILENCE));
    assertThat(asked(impatient, "Hi"))
        .isInstanceOfSatisfying(
            Outcome.Answered.class,
            answered -> assertThat(answered.finishReason()).isEqualTo("stop"));
  }

  @Test
  void takesAKeepAliveForASignOfLife() {
    assertThat(asked(impatient, "think first").text()).isEqualTo("Echo of think first");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data: {\"error\":{\"code\":502,\"message\":\"sk-secret\"}}|reported an error (502)",
        "data: {\"error\":{\"code\":\"server_error\",\"message\":\"sk-secret\"}}|reported an error",
        "data: {\"error\":\"sk-secret\"}|reported an error",
        "event: error-data: {\"message\":\"sk-secret\",\"status\":500}|reported an error (500)",
        "event: error-data: sk-secret|reported an error",
        "data: sk-secret|cannot be read",
        "data: [1]|cannot be read",
      })
  void saysThatTheProviderBrokeTheAnswerOff(String event, String reason) {
    String body = piece("\"Hel\"") + event.replace("error-data", "error\ndata") + "\n\n";

    assertThat(answerTo(Reply.events(body)))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.text()).isEqualTo("Hel");
              assertThat(failed.reason()).contains(reason).doesNotContain("secret");
              assertThat(failed.retryAfter()).isNull();
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void asksAgainWhenTheProviderSaidSo(int status) {
    long begun = System.nanoTime();

    Outcome outcome =
        answerTo(
            Reply.refusal(status, "Retry-After", "1"), Reply.events(piece("\"Hello\"") + STOP));

    assertThat(outcome.text()).isEqualTo("Hello");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(server.seen).hasSize(2);
  }

  @Test
  void givesUpWaitingWhenTheCallerLeaves() {
    server.script("Hi", Reply.refusal(429, "Retry-After", "4"));
    var call =
        provider.stream(new ModelRequest("small", "Hi", List.of(), ModelSettings.NONE), sink);
    Awaitility.await().until(() -> !server.seen.isEmpty());

    call.cancel();

    assertThat(sink.awaitEnd()).isInstanceOf(Outcome.Cancelled.class);
    assertThat(server.seen).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "429, Retry-After, 120, 120",
    "503, Retry-After, 120, 120",
    "429, Retry-After, 1000000000000, 86400",
    "429, X-Other, 1, 5",
    "429, Retry-After, soon, 5"
  })
  void passesOnWhenToAskAgain(int status, String name, String value, long seconds) {
    assertThat(answerTo(Reply.refusal(status, name, value)))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
              assertThat(failed.usage()).isEqualTo(Usage.NONE);
            });
    assertThat(server.seen).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"Retry-After, 0", "Retry-After, -3", "retry-after-ms, 0", "retry-after-ms, 20"})
  void neverAsksAgainAtOnce(String name, String value) {
    HttpHeaders headers = HttpHeaders.of(Map.of(name, List.of(value)), (_, _) -> true);

    assertThat(RetryAfter.of(headers)).contains(Duration.ofSeconds(1));
  }

  @Test
  void readsADateByTheServersOwnClock() {
    ZonedDateTime ahead = ZonedDateTime.now(ZoneOffset.UTC).plusHours(3);

    HttpHeaders headers =
        HttpHeaders.of(
            Map.of(
                "Date", List.of(DateTimeFormatter.RFC_1123_DATE_TIME.format(ahead)),
                "Retry-After",
                    List.of(DateTimeFormatter.RFC_1123_DATE_TIME.format(ahead.plusSeconds(90)))),
            (_, _) -> true);

    assertThat(RetryAfter.of(headers)).contains(Duration.ofSeconds(90));
  }
}
