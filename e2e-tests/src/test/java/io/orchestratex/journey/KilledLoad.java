package io.orchestratex.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.access.Gateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Users who go on working while parts of the stack are killed, and a record of every call that was
 * acknowledged. A call that carries an {@code Idempotency-Key} is sent again until it is answered;
 * one without a key is sent once, so it counts only when it was answered.
 */
final class KilledLoad implements AutoCloseable {

  /** How long one key may stay without an answer after everything runs again. */
  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration RETRY_EVERY = Duration.ofMillis(200);

  private final Gateway agent;
  private final Gateway admin;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ExecutorService users = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> working = new ArrayList<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private volatile @Nullable Instant stopped;

  /** Threads of conversation: the prompts of each, with the id of the answer. */
  private final Map<String, Map<String, String>> answers = new ConcurrentHashMap<>();

  /** Paths of things that were created, each with the path below which it is found. */
  private final Queue<String> created = new ConcurrentLinkedQueue<>();

  private final Queue<String> sessions = new ConcurrentLinkedQueue<>();
  private final Queue<String> backups = new ConcurrentLinkedQueue<>();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();

  KilledLoad(Gateway agent, Gateway admin) {
    this.agent = agent;
    this.admin = admin;
  }

  /** What a user does again and again. */
  private interface Call {
    void make(int number) throws InterruptedException;
  }

  void start(List<String> threads) {
    for (String thread : threads) {
      Map<String, String> kept = answers.computeIfAbsent(thread, any -> new ConcurrentHashMap<>());
      repeat(number -> ask(thread, "Question " + number, kept));
    }
    repeat(this::openSession);
    repeat(number ->
        once(
            "/api/v1/cases",
            Gateway.body().put("title", "Killed " + number).put("severity", "low")));
    repeat(number ->
        once(
            "/api/v1/agents",
            Gateway.body().put("name", "killed " + number).put("role", "tester")));
    repeat(this::takeBackup);
  }

  private void repeat(Call call) {
    working.add(
        users.submit(() -> {
          for (int number = 0; stopped == null; number++) {
            call.make(number);
          }
          return null;
        }));
  }

  private void ask(String thread, String prompt, Map<String, String> kept)
      throws InterruptedException {
    JsonNode answer =
        untilAnswered(
            agent,
            "/api/v1/threads/" + thread + "/responses",
            Gateway.body().put("prompt", prompt));
    if (answer != null) {
      kept.put(prompt, answer.path("id").asText());
    }
  }

  private void openSession(int number) throws InterruptedException {
    JsonNode session =
        untilAnswered(agent, "/api/v1/sessions", Gateway.body().put("title", "Killed " + number));
    if (session != null) {
      sessions.add(session.path("id").asText());
      created.add("/api/v1/sessions/" + session.path("id").asText());
    }
    pause();
  }

  /** One at a time, of the smallest engine. */
  private void takeBackup(int number) throws InterruptedException {
    ObjectNode body = Gateway.body().put("label", "killed-" + number);
    body.putArray("targets").add("postgresql");
    JsonNode backup = untilAnswered(admin, "/api/v1/backups", body);
    if (backup == null) {
      return;
    }
    String path = "/api/v1/backups/" + backup.path("id").asText();
    backups.add(path);
    while (stopped == null && !hasEnded(path)) {
      pause();
    }
  }

  private boolean hasEnded(String path) {
    try {
      return Journey.isEnded(admin.get(path));
    } catch (ApiFailure away) {
      return false;
    }
  }

  private void once(String path, JsonNode body) throws InterruptedException {
    Answer answer = post(admin, path, body, null);
    if (answer.isAcknowledged()) {
      created.add(path + "/" + answer.body().path("id").asText());
      acknowledged.incrementAndGet();
    } else {
      note(path, answer);
    }
    pause();
  }

  private @Nullable JsonNode untilAnswered(Gateway caller, String path, JsonNode body)
      throws InterruptedException {
    String key = UUID.randomUUID().toString();
    Answer answer = post(caller, path, body, key);
    while (!answer.isAcknowledged()) {
      note(path, answer);
      Instant end = stopped;
      if (end != null && Instant.now().isAfter(end.plus(SETTLED_WITHIN))) {
        refusals.add("POST %s with one key had no answer: %s".formatted(path, answer));
        return null;
      }
      if (!answer.mayBeTriedAgain()) {
        return null;
      }
      pause();
      answer = post(caller, path, body, key);
    }
    acknowledged.incrementAndGet();
    return answer.body();
  }

  /** A part may be away, and a key in use; anything else means that something was lost. */
  private void note(String path, Answer answer) {
    if (!answer.mayBeTriedAgain()) {
      refusals.add("POST %s: %s".formatted(path, answer));
    }
  }

  private static void pause() {
    LockSupport.parkNanos(RETRY_EVERY.toNanos());
  }

  /** Status 0 stands for no answer. */
  private record Answer(int status, JsonNode body) {
    boolean isAcknowledged() {
      return status == 200 || status == 201 || status == 202;
    }

    boolean mayBeTriedAgain() {
      return isAcknowledged() || status == 0 || status == 409 || status == 429 || status >= 502;
    }
  }

  private Answer post(Gateway caller, String path, JsonNode body, @Nullable String key)
      throws InterruptedException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(caller.address().resolve(path))
              .timeout(ANSWER_WITHIN)
              .header("Authorization", "Bearer " + caller.token())
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body.toString()));
      if (key != null) {
        request.header("Idempotency-Key", key);
      }
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), Gateway.JSON.readTree(response.body()));
    } catch (IOException | ApiFailure noAnswer) {
      return new Answer(0, Gateway.body());
    }
  }

  int acknowledged() {
    return acknowledged.get();
  }

  /** Ends the work; each call with a key goes on until it is answered. */
  void stop() throws InterruptedException, ExecutionException, TimeoutException {
    stopped = Instant.now();
    for (Future<?> each : working) {
      each.get(2 * SETTLED_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** By thread, the answer's id of each prompt. */
  Map<String, Map<String, String>> answers() {
    return Map.copyOf(answers);
  }

  List<String> created() {
    return List.copyOf(created);
  }

  List<String> sessions() {
    return List.copyOf(sessions);
  }

  List<String> backups() {
    return List.copyOf(backups);
  }

  /** Answers that no fault explains. */
  List<String> refusals() {
    return List.copyOf(refusals);
  }

  @Override
  public void close() {
    users.shutdownNow();
    http.close();
  }
}
