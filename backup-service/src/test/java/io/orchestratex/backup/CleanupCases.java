package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.RunningBackupService.Target;
import io.orchestratex.backup.engine.ledger.Ledger;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a cleanup removes, what it spares, and that it goes on after a kill. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CleanupCases {

  static final String POLICIES = "/api/v1/policies";
  static final String LEDGER = "ledger";
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** Half past two in Berlin, in the night before the clock is put back. */
  static final Instant START = Instant.parse("2026-10-24T00:30:00Z");

  @TempDir static Path folder;
  final Map<String, Runnable> reactions = new ConcurrentHashMap<>();
  RunningBackupService service;
  JsonNode presets;

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @BeforeAll
  void start() throws IOException {
    Files.createDirectories(folder.resolve(LEDGER));
    Ledger.write(folder.resolve(LEDGER).resolve("shop.ledger"), new Ledger().add("orders", "one"));
    service =
        new RunningBackupService(
            "policies",
            folder,
            List.of(
                new Target(
                    LEDGER, LEDGER, "ledger://ann:hidden@localhost" + folder.resolve(LEDGER))),
            Map.of(
                "test.clock", START.toString(),
                "orchestratex.schedule.poll", "50ms",
                "orchestratex.backup.policy.interval", "50ms",
                "orchestratex.backup.policy.grace", "50ms"));
    presets = service.get(POLICIES + "/presets?zone=Europe/Berlin").get("items");
    ObserverRelay.watching =
        (job, point) -> {
          Runnable reaction = reactions.remove(job.kind() + ":" + point);
          if (reaction != null) {
            try {
              reaction.run();
            } catch (Killed e) {
              service.leaseOfKilledRunsOut(job);
              throw e;
            }
          }
        };
  }

  @AfterAll
  void stop() {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
  }

  @AfterEach
  void removePolicies() {
    for (JsonNode each : service.get(POLICIES).get("items")) {
      service.call("DELETE", POLICIES + "/" + each.get("name").asText(), "", Role.OPERATOR);
    }
    assertThat(reactions).as("points that were not reached").isEmpty();
  }

  Instant now() {
    return service.bean(MovedClock.class).instant();
  }

  void pass(Duration time) {
    service.bean(MovedClock.class).set(now().plus(time));
  }

  JsonNode created(String body) {
    Answer made = service.post(POLICIES, body);
    assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
    return made.body();
  }

  /** Makes a policy that keeps the newest backup and removes none by itself. */
  void cleanedUpByHand(String name) {
    created("{\"name\": \"%s\", \"cron\": \"0 3 * * *\", \"keep\": {\"last\": 1}}".formatted(name));
    service.post("/api/v1/schedules/cleanup-" + name + "/pause", "");
  }

  /** Waits for the next due time of a policy; the backup that it orders. */
  String nextBackup(String policy) {
    String schedule = "/api/v1/schedules/policy-" + policy;
    Instant due =
        OffsetDateTime.parse(service.get(schedule).at("/next_due/0").asText()).toInstant();
    service.bean(MovedClock.class).set(due);
    await("backup of " + policy)
        .atMost(LIMIT)
        .until(() -> {
          JsonNode last = service.get(schedule).path("last");
          return !last.isMissingNode()
              && Instant.parse(last.get("due_at").asText()).equals(due)
              && last.path("job_state").asText().equals("succeeded");
        });
    return service.get(schedule).at("/last/job").asText();
  }

  /** Orders a cleanup of a policy and waits for its end; how it ended. */
  String cleanedUp(String policy) {
    String schedule = "/api/v1/schedules/cleanup-" + policy;
    Answer run = service.post(schedule + "/run", "");
    assertThat(run.status()).as("%s", run.body()).isEqualTo(202);
    String job = run.body().get("job").asText();
    List<String> state = new ArrayList<>();
    await("cleanup of " + policy)
        .dontCatchUncaughtExceptions() // A test may have had a worker killed.
        .atMost(LIMIT)
        .until(() -> {
          for (JsonNode each : service.get(schedule + "/history").get("items")) {
            String found = each.path("job_state").asText();
            if (each.path("job").asText().equals(job) && !found.isEmpty()) {
              state.addFirst(found);
            }
          }
          return List.of("succeeded", "failed").contains(state.getFirst());
        });
    return state.getFirst();
  }

  JsonNode planned(String policy, String backup) {
    return StreamSupport.stream(
            service.get(POLICIES + "/" + policy + "/retention").get("items").spliterator(), false)
        .filter(each -> each.get("backup").asText().equals(backup))
        .findFirst()
        .orElseThrow();
  }

  boolean isGone(String backup) {
    return service.call("GET", "/api/v1/backups/" + backup, null, Role.OPERATOR).status() == 404;
  }

  void awaitGone(String backup) {
    await("removal of " + backup).atMost(LIMIT).until(() -> isGone(backup));
  }

  static Path vault(String backup) {
    return folder.resolve("vault").resolve(backup);
  }

  @Test
  void aHeldBackupStaysUntilItIsReleased() {
    created("{\"name\": \"audit\", \"cron\": \"0 3 * * *\", \"keep\": {\"last\": 1}}");
    String first = nextBackup("audit");
    Answer held = service.post("/api/v1/backups/" + first + "/hold", "{\"reason\": \"the audit\"}");
    assertThat(held.status()).as("%s", held.body()).isEqualTo(200);
    assertThat(held.body().at("/held/held_by").asText()).isEqualTo("ann");
    String second = nextBackup("audit");

    assertThat(cleanedUp("audit")).isEqualTo("succeeded");

    assertThat(isGone(first)).isFalse();
    assertThat(planned("audit", first).at("/kept_by/0/text").asText())
        .isEqualTo("It is held: the audit");
    assertThat(service.get("/api/v1/backups").findValues("held")).hasSize(1);
    Answer refused = service.call("DELETE", "/api/v1/backups/" + first, "", Role.OPERATOR);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("backup.held");
    assertThat(refused.body().get("detail").asText()).contains("held by ann: the audit");

    assertThat(service.post("/api/v1/backups/" + first + "/release", "").body().has("held"))
        .isFalse();
    assertThat(planned("audit", first).get("goes").asText()).contains("it is not the newest");
    assertThat(cleanedUp("audit")).isEqualTo("succeeded");
    assertThat(isGone(first)).isTrue();
    assertThat(isGone(second)).isFalse();
    assertThat(
            service.post("/api/v1/backups/" + second + "/hold", "{\"reason\": \" \"}").pointers())
        .containsExactly("/reason");
  }

  @Test
  void aVaultThatIsAwayLosesNothing() throws IOException {
    cleanedUpByHand("away");
    String first = nextBackup("away");
    nextBackup("away");
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(folder.resolve("vault"), elsewhere);

    assertThat(service.get(POLICIES + "/away/retention").get("blocked").asText())
        .contains("The vault default cannot be used", "Nothing is removed");
    assertThat(cleanedUp("away")).isEqualTo("failed");
    assertThat(service.get(POLICIES + "/away").at("/last_cleanup/failure").asText())
        .contains("Nothing is removed until it can be used again.");
    assertThat(elsewhere.resolve(first)).exists();

    Files.move(elsewhere, folder.resolve("vault"));
    assertThat(cleanedUp("away")).isEqualTo("succeeded");
    assertThat(isGone(first)).isTrue();
  }

  @Test
  void aCleanupGoesOnAfterItsWorkerWasKilled() {
    cleanedUpByHand("kill");
    List<String> old = List.of(nextBackup("kill"), nextBackup("kill"), nextBackup("kill"));
    String newest = nextBackup("kill");
    for (String point : List.of("marked", "removing", "files-removed", "removed")) {
      reactions.put(
          "cleanup:" + point,
          () -> {
            throw new Killed();
          });
    }

    assertThat(cleanedUp("kill")).isEqualTo("succeeded");

    assertThat(old).allMatch(this::isGone);
    assertThat(isGone(newest)).isFalse();
    for (String each : old) {
      assertThat(vault(each)).doesNotExist();
      await()
          .atMost(LIMIT)
          .until(() ->
              TestTopics.eventsOf(Topics.BACKUP, each).getLast().startsWith("backup.expired"));
      // Kafka may hold those of an earlier run of this test, which had the same ids.
      List<String> events = TestTopics.eventsOf(Topics.BACKUP, each);
      assertThat(events.stream().filter(event -> event.startsWith("backup.expired")).count())
          .isLessThanOrEqualTo(
              events.stream().filter(event -> event.startsWith("backup.requested")).count());
    }
    assertThat(service.get(POLICIES + "/kill").at("/last_cleanup/removed")).hasSize(3);
  }

  @Test
  void whatIsHeldOrReadAfterItWasMarkedIsSpared() {
    cleanedUpByHand("late");
    String held = nextBackup("late");
    String damaged = nextBackup("late");
    nextBackup("late");
    reactions.put(
        "cleanup:marked",
        () -> service.post("/api/v1/backups/" + held + "/hold", "{\"reason\": \"just now\"}"));

    assertThat(cleanedUp("late")).isEqualTo("succeeded");

    assertThat(isGone(held)).isFalse();
    assertThat(isGone(damaged)).isTrue();
    JsonNode cleanup = service.get(POLICIES + "/late").get("last_cleanup");
    assertThat(cleanup.at("/spared/0/reason").asText()).contains("held: just now");
    service.post("/api/v1/backups/" + held + "/release", "");
  }

  @Test
  void anotherPolicyKeepsWhatItCovers() {
    cleanedUpByHand("short");
    String first = nextBackup("short");
    nextBackup("short");
    created("{\"name\": \"long\", \"covers\": \"all\", \"keep\": {\"days\": 300}}");

    assertThat(cleanedUp("short")).isEqualTo("succeeded");

    assertThat(isGone(first)).isFalse();
    assertThat(planned("short", first).at("/kept_by/0/rule").asText()).isEqualTo("other_policy");
    assertThat(planned("long", first).at("/kept_by/0/rule").asText()).isEqualTo("days");
  }
}
