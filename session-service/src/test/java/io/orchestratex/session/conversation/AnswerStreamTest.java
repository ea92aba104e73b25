package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.mongodb.client.model.Updates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import io.orchestratex.session.RunningService;
import io.orchestratex.session.idempotency.Idempotency;
import io.orchestratex.session.prompt.PromptPipeline;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Answers as they come, on a model that takes its time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerStreamTest {

  /** Words of an answer that takes less than a second. */
  private static final int FEW = 24;

  /** More than any answer has. */
  private static final int MANY = 1_000;

  private final String ann = RunningService.token("ann", Role.AGENT);
  private RunningService service;

  @BeforeAll
  void start() {
    service =
        RunningService.start(
            RunningService.environment("stream"),
            Map.of(
                "orchestratex.session.provider.demo.word-delay", "30ms",
                "orchestratex.session.provider.max-concurrent-calls", "2",
                "orchestratex.session.provider.max-wait", "100ms",
                "orchestratex.session.conversation.ping-interval", "10ms"));
  }

  @AfterAll
  void stop() {
    service.close();
  }

  private String newThread() {
    return service.openThread(ann).get("id").asText();
  }

  private HttpResponse<InputStream> stream(String thread, int words) throws Exception {
    return service.stream(
        "/api/v1/threads/" + thread + "/responses",
        ann,
        "{\"prompt\":\"Tell me a story\",\"settings\":{\"max_tokens\":" + words + "}}");
  }

  private Document stored(String thread) {
    return service.document("model_responses", "thread_id", new ObjectId(thread));
  }

  @Test
  void sendsTokensThenTheStoredAnswer() throws Exception {
    String thread = newThread();
    HttpResponse<InputStream> response = stream(thread, FEW);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(response.headers().firstValue("X-Accel-Buffering")).hasValue("no");

    List<String> names = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    JsonNode done = MissingNode.getInstance();
    boolean pinged = false;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        pinged |= line.equals(": ping");
        if (line.startsWith("event: ")) {
          names.add(line.substring(7));
        } else if (line.startsWith("data: ")) {
          JsonNode data = TestService.JSON.readTree(line.substring(6));
          if (names.getLast().equals("token")) {
            text.append(data.get("text").asText());
          } else {
            done = data;
          }
        }
      }
    }

    assertThat(pinged).isTrue();
    assertThat(names.getLast()).isEqualTo("done");
    assertThat(names.subList(0, names.size() - 1)).hasSizeGreaterThan(5).containsOnly("token");
    assertThat(done.path("response_text").asText()).isEqualTo(text.toString());
    assertThat(done.path("id").asText()).isEqualTo(stored(thread).getObjectId("_id").toHexString());
  }

  @Test
  void endsTheModelsWorkAndChargesWhatCameWhenTheClientLeaves() throws Exception {
    String thread = newThread();
    try (InputStream body = stream(thread, MANY).body()) {
      assertThat(body.readNBytes(60)).isNotEmpty();
      assertThat(stored(thread).getString("status")).isEqualTo("pending");
    }

    Awaitility.await()
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> stored(thread).getString("status").equals("cancelled"));

    Document cancelled = stored(thread);
    assertThat(cancelled.getLong("output_tokens")).isBetween(1L, 20L);
    assertThat(cancelled.getString("response_text")).startsWith("[demo");
    Document session =
        service.document("user_sessions", "_id", cancelled.getObjectId("session_id"));
    assertThat(session.getLong("total_tokens")).isEqualTo(cancelled.getLong("tokens_used"));
    JsonNode history =
        service.json(service.get("/api/v1/threads/" + thread + "/responses", ann), 200);
    assertThat(history.at("/items")).as("completed by default").isEmpty();
    JsonNode left =
        service.json(
            service.get("/api/v1/threads/" + thread + "/responses?status=cancelled", ann), 200);
    assertThat(left.at("/items/0/failure_reason").asText()).contains("client left");
  }

  @Test
  void refusesTheThirdAsBusyWhileTwoAreAnswered() throws Exception {
    try (InputStream one = stream(newThread(), MANY).body();
        InputStream two = stream(newThread(), MANY).body()) {
      assertThat(one.readNBytes(5)).isNotEmpty();
      assertThat(two.readNBytes(5)).isNotEmpty();

      HttpResponse<String> third =
          service.post(
              "/api/v1/threads/" + newThread() + "/responses", ann, "{\"prompt\":\"Me too\"}");

      service.problem(third, 429, "provider.busy");
      assertThat(third.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void refusesTheSameRequestWhileItRuns() throws Exception {
    String path = "/api/v1/threads/" + newThread() + "/responses";
    String body = "{\"prompt\":\"Slowly\",\"settings\":{\"max_tokens\":" + FEW + "}}";
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<HttpResponse<String>> first =
          threads.submit(() -> service.post(path, ann, body, "Idempotency-Key", "slow"));
      Awaitility.await()
          .atMost(5, TimeUnit.SECONDS)
          .until(() -> service.mongo().getCollection("idempotency_keys").countDocuments() > 0);

      service.problem(
          service.post(path, ann, body, "Idempotency-Key", "slow"),
          409,
          "idempotency.still-running");

      assertThat(first.get().statusCode()).isEqualTo(201);
    }
  }

  @Test
  void aReplicaWhoseClockIsAheadTakesNothingThatLives() throws Exception {
    String thread = newThread();
    String path = "/api/v1/threads/" + thread + "/responses";
    String body = "{\"prompt\":\"Tell me a long story\"}";
    try (ApplicationContext replica =
            service.run(
                Map.of(
                    ClockAhead.PROPERTY,
                    "10m",
                    "orchestratex.session.conversation.sweep-interval",
                    "50ms"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(replica.getBean(InstantSource.class).instant())
          .isAfter(Instant.now().plusSeconds(500));
      Future<HttpResponse<String>> answer =
          threads.submit(() -> service.post(path, ann, body, IdempotencyKey.HEADER, "ahead"));
      Awaitility.await()
          .atMost(5, TimeUnit.SECONDS)
          .until(() ->
              service
                      .mongo()
                      .getCollection("model_responses")
                      .countDocuments(new Document("thread_id", new ObjectId(thread)))
                  == 1);

      Idempotency there = replica.getBean(Idempotency.class);
      Idempotency.Request same =
          new Idempotency.Request(
              "POST threads/" + thread + "/responses",
              new ResponseController.PromptBody("Tell me a long story", null, null, null));
      Caller caller = new Caller("ann", "ann", Set.of(Role.AGENT), "t", Instant.EPOCH, Instant.MAX);
      assertThatThrownBy(() -> there.claim(caller, "ahead", same))
          .hasMessageContaining("idempotency.still-running");
      Prompts sweeper = replica.getBean(Prompts.class);
      while (!answer.isDone()) {
        sweeper.renewAndSweep();
      }

      assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(201);
      assertThat(stored(thread).getString("status")).isEqualTo("completed");
    }
  }

  @Test
  void whoLooksFirstWhenTheDatabaseGoesOnTakesNobodyForDead() throws Exception {
    String thread = newThread();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        InputStream body = stream(thread, MANY).body()) {
      Prompts other =
          new Prompts(
              service.bean(ConversationStore.class),
              service.bean(Conversations.class),
              service.bean(PromptPipeline.class),
              service.bean(ConversationSettings.class),
              InstantSource.system(),
              threads,
              new SimpleMeterRegistry());
      assertThat(body.readNBytes(60)).isNotEmpty();
      // As if nobody could renew for a while.
      service
          .mongo()
          .getCollection("model_responses")
          .updateOne(
              new Document("thread_id", new ObjectId(thread)),
              Updates.set("lease_until", new Date(0)));

      other.renewAndSweep();
      assertThat(stored(thread).getString("status")).isEqualTo("pending");
      service.bean(Prompts.class).renewAndSweep();
      other.renewAndSweep();
      assertThat(stored(thread).getString("status")).isEqualTo("pending");
    }
  }

  @Test
  void settlesNothingWhenTheSessionIsDeletedMeanwhile() throws Exception {
    JsonNode thread = service.openThread(ann);
    String id = thread.get("id").asText();
    HttpResponse<InputStream> response = stream(id, FEW);

    assertThat(
            service
                .delete("/api/v1/sessions/" + thread.get("session_id").asText(), ann)
                .statusCode())
        .isEqualTo(204);

    String rest = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(rest).contains("event: error", "session.unknown");
    assertThat(
            service
                .mongo()
                .getCollection("model_responses")
                .countDocuments(new Document("thread_id", new ObjectId(id))))
        .isZero();
  }
}
