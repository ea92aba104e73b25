package io.orchestratex.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.orchestratex.cli.access.Credentials;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.local.TestStack;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * The whole stack, and a user's way through it. Whatever a test killed runs again before the next
 * begins.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class Journey {

  protected static final String MODEL_RESPONSES = "model_responses";

  protected TestStack stack;
  protected Gateway admin;
  protected MongoClient mongo;

  private HttpClient client;
  private final List<String> users = new ArrayList<>();

  @BeforeAll
  void enter() {
    stack = TestStack.up();
    client = new DescribedClient(Gateway.client(), document());
    admin = signIn("admin", stack.adminPassword());
    mongo = MongoClients.create(stack.engines().mongo().rootUri());
  }

  @AfterEach
  void repair() {
    stack.ensureUp();
  }

  @AfterAll
  void leave() {
    users.forEach(user -> admin.delete("/api/v1/users/" + user));
    mongo.close();
  }

  final Gateway signIn(String user, String password) {
    Credentials credentials =
        new Credentials(
            Path.of("target", "credentials-" + getClass().getSimpleName() + "-" + user + ".json"));
    Gateway gateway = new Gateway(stack.gateway(), credentials, client);
    gateway.login(user, password);
    return gateway;
  }

  /** The API document of the whole, as soon as each service gave its part. */
  private JsonNode document() {
    Gateway anybody =
        new Gateway(stack.gateway(), new Credentials(Path.of("target", "no-credentials.json")));
    return await(
        "the API document",
        Duration.ofSeconds(60),
        () -> {
          JsonNode document = anybody.anonymous("/openapi.json");
          return document.has("paths") ? document : null;
        });
  }

  /** A new user with these roles, signed in. */
  protected final Gateway newcomer(String name, String... roles) {
    String username = name + "-" + UUID.randomUUID().toString().substring(0, 8);
    String password = UUID.randomUUID().toString();
    ObjectNode user = Gateway.body().put("username", username).put("password", password);
    for (String role : roles) {
      user.withArray("roles").add(role);
    }
    users.add(admin.post("/api/v1/users", user).path("id").asText());
    return signIn(username, password);
  }

  protected static String newSession(Gateway caller, String title) {
    return caller.post("/api/v1/sessions", Gateway.body().put("title", title)).path("id").asText();
  }

  protected static String newThread(Gateway caller, String session) {
    return caller
        .post("/api/v1/sessions/" + session + "/threads", Gateway.body().put("domain", "testing"))
        .path("id")
        .asText();
  }

  protected static JsonNode ask(Gateway caller, String thread, String prompt) {
    return caller.post(
        "/api/v1/threads/" + thread + "/responses", Gateway.body().put("prompt", prompt));
  }

  static JsonNode history(Gateway caller, String thread) {
    return caller.get("/api/v1/threads/" + thread + "/responses?limit=100").path("items");
  }

  protected static <T> T await(String what, Duration limit, Callable<@Nullable T> condition) {
    return Awaitility.await(what)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(condition, value -> value != null && !Boolean.FALSE.equals(value));
  }

  /** How many documents the monitor saw last in a collection; -1 before it saw any. */
  protected final long sampled(String database, String collection) {
    return admin
        .get(
            "/api/v1/metrics/latest?target=mongodb&name=mongodb_collection_documents&label=database:"
                + database
                + "&label=collection:"
                + collection)
        .at("/items/0/value")
        .asLong(-1);
  }

  /** An alert that goes on about a collection of this database, or null. */
  protected final @Nullable JsonNode shrinkAlert(String database) {
    for (JsonNode alert :
        admin.get("/api/v1/alerts?resolved=false&rule=collection-shrank&limit=100").path("items")) {
      if (alert.at("/labels/database").asText().equals(database)) {
        return alert;
      }
    }
    return null;
  }

  /** The job once it ended, whatever its state. */
  static JsonNode ended(Gateway caller, String path, Duration limit) {
    return await(
        path + " ends",
        limit,
        () -> {
          JsonNode job = caller.get(path);
          return isEnded(job) ? job : null;
        });
  }

  static boolean isEnded(JsonNode job) {
    return switch (job.path("state").asText()) {
      case "succeeded", "failed", "cancelled", "rolled_back", "rollback_failed" -> true;
      default -> false;
    };
  }

  /** Another team's consumer, which begins with the oldest event. */
  final KafkaConsumer<byte[], byte[]> subscriber() {
    Map<String, Object> settings = new HashMap<>(stack.engines().kafka().subscriberSettings());
    settings.put("group.id", "subscriber-test-" + UUID.randomUUID());
    settings.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  /** A full backup of MongoDB, verified. */
  protected final String backup(String... targets) {
    return labelledBackup(null, targets);
  }

  /** A full backup with a label, verified. */
  protected final String labelledBackup(@Nullable String label, String... targets) {
    ObjectNode body = Gateway.body();
    if (label != null) {
      body.put("label", label);
    }
    for (String target : targets) {
      body.withArray("targets").add(target);
    }
    String id = admin.post("/api/v1/backups", body).path("id").asText();
    JsonNode backup = ended(admin, "/api/v1/backups/" + id, Duration.ofMinutes(2));
    if (!backup.path("state").asText().equals("succeeded")) {
      throw new AssertionError("backup did not succeed: " + backup);
    }
    return id;
  }

  /** What confirms the restore that {@code selection} describes. */
  final JsonNode confirmed(ObjectNode selection) {
    JsonNode plan = admin.post("/api/v1/restores", selection).path("plan");
    ObjectNode confirmed = selection.deepCopy().put("confirm", true);
    confirmed.put("plan_token", plan.path("token").asText());
    return admin.post("/api/v1/restores", confirmed);
  }

  static ObjectNode conversationsOf(String backup) {
    ObjectNode selection = Gateway.body().put("backup", backup);
    selection.putArray("targets").add("mongodb");
    selection.putArray("databases").add("orchestratex");
    return selection;
  }
}
