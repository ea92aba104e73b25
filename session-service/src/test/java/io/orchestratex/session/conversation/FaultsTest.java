package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import io.orchestratex.local.LongRunning;
import io.orchestratex.session.RunningService;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands when something breaks. */
@Timeout(120)
@LongRunning(
    "starts a replica as a process of its own and kills it, and starts the service without each engine")
class FaultsTest {

  private final String ann = RunningService.token("ann", Role.AGENT);

  @Test
  void keepsNeitherStateNorEventWhenOneOfThemCannotBeWritten() {
    RunningService service = RunningService.shared();
    MongoDatabase mongo = service.mongo();
    JsonNode thread = service.openThread(ann);
    String session = thread.get("session_id").asText();
    Awaitility.await()
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> mongo.getCollection("outbox").countDocuments() == 0);
    JsonNode before = service.json(service.get("/api/v1/sessions/" + session, ann), 200);
    mongo.runCommand(
        new Document("collMod", "outbox")
            .append("validator", new Document("topic", "nothing passes")));
    try {
      assertThat(
              service
                  .post("/api/v1/sessions/" + session + "/threads", ann, "{\"domain\":\"lost\"}")
                  .statusCode())
          .isEqualTo(500);
      assertThat(service.delete("/api/v1/sessions/" + session, ann).statusCode()).isEqualTo(500);
    } finally {
      mongo.runCommand(new Document("collMod", "outbox").append("validator", new Document()));
    }

    assertThat(service.json(service.get("/api/v1/sessions/" + session, ann), 200))
        .isEqualTo(before);
    assertThat(
            mongo
                .getCollection("conversation_threads")
                .countDocuments(new Document("domain", "lost")))
        .isZero();
    assertThat(mongo.getCollection("outbox").countDocuments()).isZero();
  }

  @Test
  void startsUnreadyWhileMongoDbIsDownAndSaysSoWithinSeconds() {
    Map<String, String> environment = RunningService.environment("nomongo");
    environment.put("MONGODB_URI", "mongodb://127.0.0.1:1/orchestratex");
    Map<String, Object> impatient = Map.of("mongodb.cluster.server-selection-timeout", "1s");
    try (RunningService service = RunningService.launch(environment, impatient)) {
      assertThat(service.get("/health/readiness", "").statusCode()).isEqualTo(503);
      assertThat(service.get("/health/liveness", "").statusCode()).isEqualTo(200);

      service.problem(
          service.post("/api/v1/sessions", ann, "{}"), 503, "session.store-unavailable");
    }
  }

  @Test
  void servesWhileKafkaIsDownAndSendsInOrderWhenItIsBack() {
    Map<String, String> environment = RunningService.environment("nokafka");
    Map<String, String> down = new HashMap<>(environment);
    down.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    String session;
    try (RunningService service = RunningService.start(down, Map.of())) {
      JsonNode thread = service.openThread(ann);
      session = thread.get("session_id").asText();
      service.json(
          service.post(
              "/api/v1/threads/" + thread.get("id").asText() + "/responses",
              ann,
              "{\"prompt\":\"Hi\"}"),
          201);
      assertThat(service.delete("/api/v1/sessions/" + session, ann).statusCode()).isEqualTo(204);
      assertThat(service.mongo().getCollection("outbox").countDocuments()).isEqualTo(4);
    }

    try (RunningService service = RunningService.start(environment, Map.of())) {
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> service.mongo().getCollection("outbox").countDocuments() == 0);
    }

    List<ConsumerRecord<byte[], byte[]>> events = TestTopics.of("session.events.v1", session, 4);
    assertThat(events)
        .extracting(record -> TestTopics.header(record, "ce_type"))
        .containsExactly(
            "session.started",
            "session.thread-opened",
            "session.response-recorded",
            "session.ended");
    assertThat(events)
        .extracting(record -> Long.parseLong(TestTopics.header(record, "ce_sequence")))
        .isSorted();
  }

  @Test
  void settlesAnAnswerWhoseProcessWasKilled() throws Exception {
    Map<String, String> environment = RunningService.environment("killed");
    Map<String, Object> impatient =
        Map.of(
            "orchestratex.session.conversation.lease", "2s",
            "orchestratex.session.conversation.sweep-interval", "200ms",
            "orchestratex.session.idempotency.lease", "2s",
            "orchestratex.session.idempotency.renew-interval", "200ms");
    int port = freePort();
    // It starts beside the service that watches it.
    Process process = startSlowReplica(environment, port);
    try (RunningService service = RunningService.start(environment, impatient)) {
      JsonNode opened = service.openThread(ann);
      String thread = opened.get("id").asText();
      String session = opened.get("session_id").asText();
      service.json(
          service.post("/api/v1/threads/" + thread + "/responses", ann, "{\"prompt\":\"First\"}"),
          201);
      killInTheMiddleOfAnAnswer(process, port, thread, service);
      long killedNanos = System.nanoTime();

      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> status(service, thread, 2).equals("failed"));

      JsonNode failed =
          service.json(
              service.get("/api/v1/threads/" + thread + "/responses?status=failed", ann), 200);
      assertThat(failed.at("/items/0/failure_reason").asText()).contains("service stopped");
      assertThat(failed.at("/items/0/provider").asText()).isEqualTo("demo");
      assertTotalsAreSums(service, session);
      // The same request starts again, and nobody waits for longer than the dead one's lease.
      JsonNode next = service.json(sameAgain(service, thread), 201);
      assertThat(Duration.ofNanos(System.nanoTime() - killedNanos))
          .isLessThan(Duration.ofSeconds(15));
      assertThat(next.get("iteration").asInt()).isEqualTo(3);
      assertThat(service.json(sameAgain(service, thread), 201)).isEqualTo(next);
      assertTotalsAreSums(service, session);
      assertThat(TestTopics.of("session.events.v1", session, 5))
          .extracting(record -> TestTopics.header(record, "ce_type"))
          .containsExactly(
              "session.started",
              "session.thread-opened",
              "session.response-recorded",
              "session.response-failed",
              "session.response-recorded");
    } finally {
      process.destroyForcibly();
    }
  }

  private HttpResponse<String> sameAgain(RunningService service, String thread) {
    return service.post(
        "/api/v1/threads/" + thread + "/responses",
        ann,
        "{\"prompt\":\"Second\"}",
        IdempotencyKey.HEADER,
        "second");
  }

  private static Process startSlowReplica(Map<String, String> environment, int port)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.orchestratex.session.Application")
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "killed-service.log").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("MICRONAUT_SERVER_PORT", Integer.toString(port));
    builder.environment().put("MICRONAUT_ENVIRONMENTS", "test");
    builder.environment().put("ORCHESTRATEX_SESSION_CONVERSATION_LEASE", "2s");
    builder.environment().put("ORCHESTRATEX_SESSION_CONVERSATION_SWEEP_INTERVAL", "200ms");
    builder.environment().put("ORCHESTRATEX_SESSION_IDEMPOTENCY_LEASE", "2s");
    builder.environment().put("ORCHESTRATEX_SESSION_IDEMPOTENCY_RENEW_INTERVAL", "200ms");
    builder.environment().put("ORCHESTRATEX_SESSION_PROVIDER_DEMO_WORD_DELAY", "500ms");
    return builder.start();
  }

  private void killInTheMiddleOfAnAnswer(
      Process process, int port, String thread, RunningService watching) throws Exception {
    URI base = URI.create("http://127.0.0.1:" + port);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest readiness = HttpRequest.newBuilder(base.resolve("/health/readiness")).build();
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .ignoreExceptions()
          .until(() -> http.send(readiness, BodyHandlers.discarding()).statusCode() == 200);
      HttpRequest second =
          HttpRequest.newBuilder(base.resolve("/api/v1/threads/" + thread + "/responses"))
              .header("Authorization", "Bearer " + ann)
              .header("Content-Type", "application/json")
              .header(IdempotencyKey.HEADER, "second")
              .POST(BodyPublishers.ofString("{\"prompt\":\"Second\",\"stream\":true}"))
              .build();
      try (InputStream body = http.send(second, BodyHandlers.ofInputStream()).body()) {
        assertThat(body.readNBytes(10)).isNotEmpty();
        assertThat(status(watching, thread, 2)).isEqualTo("pending");
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String status(RunningService service, String thread, int iteration) {
    Document response =
        service
            .mongo()
            .getCollection("model_responses")
            .find(new Document("thread_id", new ObjectId(thread)).append("iteration", iteration))
            .first();
    return response == null ? "" : response.getString("status");
  }

  private void assertTotalsAreSums(RunningService service, String session) {
    BigDecimal cost = BigDecimal.ZERO;
    long tokens = 0;
    for (Document response :
        service
            .mongo()
            .getCollection("model_responses")
            .find(new Document("session_id", new ObjectId(session)))) {
      cost = cost.add(response.get("cost_usd", Decimal128.class).bigDecimalValue());
      tokens += response.getLong("tokens_used");
    }
    JsonNode totals = service.json(service.get("/api/v1/sessions/" + session, ann), 200);
    assertThat(totals.get("total_cost").decimalValue()).isEqualByComparingTo(cost);
    assertThat(totals.get("total_tokens").asLong()).isEqualTo(tokens);
  }

  @Test
  void keepsTotalsExactUnderManyPromptsAtOnce() throws Exception {
    RunningService service = RunningService.shared();
    JsonNode thread = service.openThread(ann);
    String path = "/api/v1/threads/" + thread.get("id").asText() + "/responses";
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 20)
              .mapToObj(i ->
                  threads.submit(
                      () -> service.post(path, ann, "{\"prompt\":\"Prompt " + i + "\"}")))
              .toList();
      for (var answer : answers) {
        assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(201);
      }
    }

    assertTotalsAreSums(service, thread.get("session_id").asText());
    JsonNode history = service.json(service.get(path + "?limit=100", ann), 200);
    assertThat(history.at("/items").findValuesAsText("iteration"))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).mapToObj(String::valueOf).toList());
  }
}
