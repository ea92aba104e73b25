package io.orchestratex.backup;

import static io.orchestratex.backup.SampleTargets.LEDGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Copies to further vaults; what may go wrong with them is in the class that it extends. */
@LongRunning("kills a copy at each of its points and restores from each copy alone")
class CopyJourneyTest extends CopyChoiceCases {

  @Test
  void eachVaultAloneBringsTheBackupBack() throws IOException {
    String before = samples.picture(LEDGER);
    String backup = backedUp();

    JsonNode copy = copied(backup, "offsite");

    assertThat(copy.get("verified").asBoolean()).isTrue();
    assertThat(copy.get("percent").asInt()).isEqualTo(100);
    assertThat(copy.get("requested_by").asText()).isEqualTo("ann");
    assertThat(copy.get("added_bytes").asLong()).isPositive();
    assertThat(service.get("/api/v1/backups?q=" + backup).at("/paging/total").asInt())
        .as("one backup, however many copies")
        .isEqualTo(1);
    await("event")
        .atMost(LIMIT)
        .until(() ->
            TestTopics.eventsOf(Topics.BACKUP, backup).stream()
                    .filter(event -> event.startsWith("backup.copied"))
                    .count()
                == 1);

    String export = "/api/v1/backups/" + backup + "/export?target=ledger&database=shop&vault=";
    assertThat(service.download(export + "offsite").body())
        .isEqualTo(service.download(export + "default").body());
    assertThat(service.call("GET", export + "third", null, Role.OPERATOR).pointers())
        .containsExactly("?vault");

    Path away = folder.resolve("away");
    Files.move(folder.resolve("vault"), away);
    try {
      samples.damage(LEDGER);
      JsonNode restore = service.restored("{\"backup\":\"" + backup + "\"}");
      assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
      assertThat(samples.picture(LEDGER)).isEqualTo(before);
      assertThat(
              service
                  .get("/api/v1/backups/" + restore.get("safety_backup").asText())
                  .get("vault")
                  .asText())
          .as("where the backup was read from")
          .isEqualTo("offsite");
      assertThat(
              service
                  .download("/api/v1/backups/" + backup + "/export?target=ledger&database=shop")
                  .statusCode())
          .isEqualTo(200);
    } finally {
      Files.move(away, folder.resolve("vault"));
    }
  }

  @Test
  void onlyWhatTheOtherVaultLacksIsSent() {
    String first = backedUp();
    copied(first, "offsite");
    String second = backedUp();
    Set<String> before = packs();

    JsonNode copy = copied(second, "offsite");

    assertThat(packs()).isEqualTo(before);
    assertThat(copy.get("added_bytes").asLong()).isLessThan(copy.get("stored_bytes").asLong() * 4);
    assertThat(copy.get("tries").asInt()).isEqualTo(1);
  }

  @Test
  void twoOrdersAtOnceAreOneCopy() throws Exception {
    String backup = backedUp();
    List<Thread> both =
        Stream.generate(() -> Thread.ofVirtual().unstarted(() -> ordered(backup, "offsite")))
            .limit(4)
            .toList();
    both.forEach(Thread::start);
    for (Thread each : both) {
      each.join();
    }

    awaited(backup, "offsite", "complete");

    assertThat(
            service.one(
                "SELECT count(*) FROM jobs WHERE kind = 'copy' AND subject = '" + backup + "'"))
        .isEqualTo("1");
  }

  @Test
  void whatIsDamagedInTheFirstVaultComesFromTheOther() throws IOException {
    write("damaged");
    String before = samples.picture(LEDGER);
    String backup = backedUp();
    copied(backup, "offsite");
    damageNewestPack();
    samples.damage(LEDGER);

    JsonNode restore = service.restored("{\"backup\":\"" + backup + "\"}");

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(samples.picture(LEDGER)).isEqualTo(before);
    service.ordered("/api/v1/backups/" + backup + "/verify", "");
    await("check")
        .atMost(LIMIT)
        .until(() ->
            service
                .get("/api/v1/backups/" + backup)
                .at("/verification/state")
                .asText()
                .equals("failed"));
    JsonNode view = service.get("/api/v1/backups/" + backup);
    assertThat(view.get("good").asBoolean()).as("there is a whole copy").isTrue();
    assertThat(copy(backup, "offsite").get("verified").asBoolean()).isTrue();
    var last =
        service.call(
            "DELETE", "/api/v1/backups/" + backup + "/copies/offsite", null, Role.OPERATOR);
    assertThat(last.code()).isEqualTo("backup.copy-last");

    var moved =
        service.call(
            "DELETE", "/api/v1/backups/" + backup + "/copies/default", null, Role.OPERATOR);
    assertThat(moved.status()).as("%s", moved.body()).isEqualTo(200);
    assertThat(moved.body().get("vault").asText()).isEqualTo("offsite");
    assertThat(copy(backup, "default").get("state").asText()).isEqualTo("removed");
    assertThat(
            service
                .post("/api/v1/backups/" + backup + "/copies", "{\"vault\":\"offsite\"}")
                .pointers())
        .containsExactly("/vault");
  }

  @Test
  void aCleanupWaitsForARunningCopyAndThenLeavesTheBackupToIt() throws IOException {
    write("cleaned up");
    String backup = backedUp();
    String newest = backedUp();
    var made =
        service.post(
            "/api/v1/policies",
            """
            {"name": "tidy", "covers": "all", "keep": {"last": 1}, "cleanup": "weekly",
             "copies": [{"vault": "offsite", "when": "monthly", "keep": {"last": 1000}}]}\
            """);
    assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
    try {
      samples.at(
          "sent",
          () -> {
            cleanedUp();
            JsonNode spared = planned(backup, "default");
            assertThat(spared.at("/kept_by/0/rule").asText()).as("%s", spared).isEqualTo("in_use");
          });
      copied(backup, "offsite");
      assertThat(planned(backup, "default").get("keeps").asBoolean()).isFalse();
      assertThat(planned(backup, "offsite").get("copy").asBoolean()).isTrue();
      service.call("PUT", "/api/v1/backups/" + backup + "/important", "", Role.OPERATOR);
      cleanedUp();
      assertThat(planned(backup, "default").at("/kept_by/0/rule").asText()).isEqualTo("important");
      service.call("DELETE", "/api/v1/backups/" + backup + "/important", "", Role.OPERATOR);

      samples.at(
          "copy-removed",
          () -> {
            throw new SampleTargets.Killed();
          });
      cleanedUp();

      JsonNode view = service.get("/api/v1/backups/" + backup);
      assertThat(view.get("vault").asText()).isEqualTo("offsite");
      assertThat(view.get("good").asBoolean()).isTrue();
      assertThat(copy(backup, "default").get("state").asText()).isEqualTo("removed");
      assertThat(folder.resolve("vault").resolve(backup).resolve("manifest.json")).doesNotExist();
      assertThat(service.get("/api/v1/backups/latest").get("id").asText()).isEqualTo(newest);
      assertThat(service.get("/api/v1/policies/tidy").at("/last_cleanup/removed_copies").toString())
          .contains("{\"backup\":\"" + backup + "\",\"vault\":\"default\"}");
      restoredFrom(backup, "after the cleanup");
    } finally {
      service.call("DELETE", "/api/v1/policies/tidy", "", Role.OPERATOR);
    }
  }

  private void cleanedUp() {
    String schedule = "/api/v1/schedules/cleanup-tidy";
    String job = service.post(schedule + "/run", "").body().get("job").asText();
    await("cleanup")
        .dontCatchUncaughtExceptions()
        .atMost(LIMIT)
        .until(
            () -> service.one("SELECT status FROM jobs WHERE id = '" + job + "'"),
            "succeeded"::equals);
  }

  private JsonNode planned(String backup, String vault) {
    for (JsonNode line : service.get("/api/v1/policies/tidy/retention?limit=100").get("items")) {
      if (line.get("backup").asText().equals(backup) && line.get("vault").asText().equals(vault)) {
        return line;
      }
    }
    throw new AssertionError(backup + " is not planned in " + vault);
  }

  @Test
  void aDeleteRemovesAllCopiesAndALostDatabaseFindsThemAgain() throws IOException {
    write("deleted");
    String backup = backedUp();
    copied(backup, "offsite");
    copied(backup, "third");
    service.sql("DELETE FROM backup_copies");
    service.stop();
    service.start();
    await("found again")
        .atMost(LIMIT)
        .until(() -> service.get("/api/v1/backups/" + backup).get("copies").size() == 2);
    assertThat(copy(backup, "third").get("verified").asBoolean())
        .as("it was not read here yet")
        .isFalse();

    assertThat(service.call("DELETE", "/api/v1/backups/" + backup, null, Role.OPERATOR).status())
        .isEqualTo(204);

    assertThat(offsite.list(backup + "/", "", 10).keys()).isEmpty();
    assertThat(folder.resolve("third").resolve(backup).resolve("manifest.json")).doesNotExist();
    assertThat(folder.resolve("vault").resolve(backup).resolve("manifest.json")).doesNotExist();
  }

  @Test
  void aCancelEndsACopyForGood() throws IOException {
    write("cancelled");
    String backup = backedUp();
    samples.at(
        "begun",
        () -> {
          var answer =
              service.call(
                  "DELETE", "/api/v1/backups/" + backup + "/copies/offsite", null, Role.OPERATOR);
          assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        });
    ordered(backup, "offsite");

    awaited(backup, "offsite", "removed");
    await("nothing is left")
        .atMost(LIMIT)
        .until(() -> offsite.list("writing/" + backup, "", 10).keys().isEmpty());
    assertThat(offsite.list(backup + "/", "", 10).keys()).isEmpty();
    assertThat(Vaults.DEFAULT)
        .isEqualTo(service.get("/api/v1/backups/" + backup).get("vault").asText());
    copied(backup, "offsite");
  }

  @Test
  void refusesWhatCannotBeCopied() {
    String backup = backedUp();
    String copies = "/api/v1/backups/" + backup + "/copies";
    assertThat(service.post(copies, "{\"vault\":\"moon\"}").pointers()).containsExactly("/vault");
    assertThat(service.post(copies, "{\"vault\":\"default\"}").pointers())
        .containsExactly("/vault");
    assertThat(service.post(copies, "{}").pointers()).containsExactly("/vault");
    assertThat(service.call("DELETE", copies + "/offsite", null, Role.OPERATOR).code())
        .isEqualTo("backup.copy-unknown");
    assertThat(service.call("DELETE", copies + "/default", null, Role.OPERATOR).code())
        .isEqualTo("backup.copy-last");
    assertThat(service.call("POST", copies, "{\"vault\":\"offsite\"}", Role.ANALYST).status())
        .isEqualTo(403);
  }
}
