package io.orchestratex.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.contracts.Topics;
import io.orchestratex.local.LongRunning;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;

/**
 * Users work while services and engines die by kill -9 in an order that a seed decides; everything
 * that was acknowledged is there afterwards, once. The long form:
 *
 * <pre>
 * ./ox test -pl e2e-tests -am -Dtest=RandomKillTest -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Dox.kills=30 -Dox.kills.seed=1
 * </pre>
 */
@LongRunning("kills services and engines under load and starts them again")
class RandomKillTest extends Journey {

  private static final int KILLS = Integer.getInteger("ox.kills", 4);
  private static final long SEED = Long.getLong("ox.kills.seed", new Random().nextInt(1_000_000));
  private static final int MOST_CALLS_BETWEEN = 12;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final List<String> PARTS =
      List.of(
          "mongodb",
          "postgresql",
          "redis",
          "kafka",
          "gateway-service",
          "session-service",
          "backup-service",
          "monitor-service",
          "alert-service");

  @Test
  void whatWasAcknowledgedSurvivesEveryKill() throws Exception {
    Gateway agent = newcomer("kills", "agent");
    List<String> threads = new ArrayList<>();
    List<String> own = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      own.add(newSession(agent, "Killed"));
      threads.add(newThread(agent, own.getLast()));
    }
    Random random = new Random(SEED);
    System.out.printf("%d kills, -Dox.kills.seed=%d%n", KILLS, SEED);
    try (KilledLoad load = new KilledLoad(agent, admin)) {
      load.start(threads);
      for (int i = 0; i < KILLS; i++) {
        goesOn(load, 1 + random.nextInt(MOST_CALLS_BETWEEN));
        String part = PARTS.get(random.nextInt(PARTS.size()));
        System.out.printf("kill %d: %s after %d calls%n", i + 1, part, load.acknowledged());
        stack.kill(part);
        stack.start(part);
      }
      goesOn(load, MOST_CALLS_BETWEEN);
      load.stop();
      System.out.printf("%d calls were acknowledged%n", load.acknowledged());

      assertThat(load.refusals()).isEmpty();
      everythingIsThere(agent, load);
      everyAnswerIsThereOnce(agent, load);
      own.forEach(session -> totalsAreRight(agent, session));
      everyEventCame(load);
      everyBackupEnds(load);
    }
  }

  private static void goesOn(KilledLoad load, int calls) {
    int before = load.acknowledged();
    await(calls + " more calls", PATIENCE, () -> load.acknowledged() >= before + calls);
  }

  private void everythingIsThere(Gateway agent, KilledLoad load) {
    for (String path : load.created()) {
      Gateway owner = path.startsWith("/api/v1/sessions/") ? agent : admin;
      assertThat(owner.get(path).path("id").asText()).as(path).isNotBlank();
    }
  }

  private static void everyAnswerIsThereOnce(Gateway agent, KilledLoad load) {
    load.answers()
        .forEach((thread, answers) -> {
          Map<String, List<String>> completed = new HashMap<>();
          for (JsonNode response : whole(agent, "/api/v1/threads/" + thread + "/responses")) {
            if (response.path("status").asText().equals("completed")) {
              completed
                  .computeIfAbsent(response.path("prompt").asText(), any -> new ArrayList<>())
                  .add(response.path("id").asText());
            }
          }
          answers.forEach(
              (prompt, id) -> assertThat(completed.get(prompt)).as(prompt).containsExactly(id));
        });
  }

  private static List<JsonNode> whole(Gateway caller, String path) {
    List<JsonNode> items = new ArrayList<>();
    JsonNode page;
    do {
      page = caller.get(path + "?limit=100&offset=" + items.size()).path("items");
      page.forEach(items::add);
    } while (page.size() == 100);
    return items;
  }

  private static void totalsAreRight(Gateway agent, String session) {
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode thread : whole(agent, "/api/v1/sessions/" + session + "/threads")) {
      String responses = "/api/v1/threads/" + thread.path("id").asText() + "/responses";
      for (JsonNode response : whole(agent, responses)) {
        sum = sum.add(new BigDecimal(response.path("cost_usd").asText("0")));
      }
    }
    JsonNode read = agent.get("/api/v1/sessions/" + session);
    assertThat(new BigDecimal(read.path("total_cost").asText())).isEqualByComparingTo(sum);
  }

  private void everyBackupEnds(KilledLoad load) {
    for (String path : load.backups()) {
      JsonNode backup = ended(admin, path, PATIENCE);
      assertThat(backup.path("state").asText()).as("%s", backup).isEqualTo("succeeded");
      assertThat(backup.path("verified").asBoolean()).as("%s", backup).isTrue();
    }
  }

  /** Of each answer and each session, exactly one event, by the event's id. */
  private void everyEventCame(KilledLoad load) {
    List<String> expected = new ArrayList<>(load.sessions());
    load.answers().values().forEach(answers -> expected.addAll(answers.values()));
    Map<String, Set<String>> events = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = subscriber()) {
      consumer.subscribe(List.of(Topics.SESSION));
      await(
          "the events of everything that was acknowledged",
          PATIENCE,
          () -> {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
              note(record, events);
            }
            return events.keySet().containsAll(expected);
          });
    }
    for (String id : expected) {
      assertThat(events.getOrDefault(id, Set.of())).as("events of %s", id).hasSize(1);
    }
  }

  private static void note(ConsumerRecord<byte[], byte[]> record, Map<String, Set<String>> events)
      throws Exception {
    String type = header(record, "ce_type");
    JsonNode data = Gateway.JSON.readTree(record.value());
    String field =
        switch (type) {
          case "session.started" -> "session_id";
          case "session.response-recorded" -> "response_id";
          default -> "";
        };
    if (!field.isEmpty()) {
      events
          .computeIfAbsent(data.path(field).asText(), any -> new HashSet<>())
          .add(header(record, "ce_id"));
    }
  }
}
