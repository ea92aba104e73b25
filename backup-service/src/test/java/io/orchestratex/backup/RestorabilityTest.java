package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whether each target could be restored, as the list of targets says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestorabilityTest {

  @TempDir static Path folder;
  private SampleData data;
  private RunningBackupService service;

  @BeforeAll
  void start() {
    data = new SampleData();
    service =
        new RunningBackupService(
            "restorability",
            folder,
            data.database,
            Map.of("orchestratex.backup.restorable.max-age", "1h"));
  }

  @AfterAll
  void stop() {
    service.close();
    data.close();
  }

  private JsonNode target(String id) {
    JsonNode items = service.get("/api/v1/targets").get("items");
    for (JsonNode item : items) {
      if (item.get("id").asText().equals(id)) {
        return item;
      }
    }
    throw new AssertionError(id + " is not in " + items);
  }

  private String verdict(String id) {
    return target(id).at("/restorable/verdict").asText();
  }

  @Test
  void followsTheNewestBackupThatIsWholeAndWhereItLies() throws IOException {
    service.sql("DELETE FROM jobs"); // Of the other test.
    assertThat(verdict("mongodb")).isEqualTo("none");
    assertThat(target("mongodb").has("last_good_backup")).isFalse();

    String first = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    JsonNode backedUp = target("mongodb");
    assertThat(backedUp.at("/last_good_backup/id").asText()).isEqualTo(first);
    assertThat(backedUp.at("/last_good_backup/completeness").asText()).isEqualTo("complete");
    assertThat(backedUp.at("/last_good_backup/verified").asBoolean()).isTrue();
    assertThat(backedUp.at("/last_good_backup/age_seconds").asLong()).isBetween(0L, 120L);
    assertThat(verdict("mongodb")).isEqualTo("good");
    assertThat(verdict("postgresql")).as("each target for itself").isEqualTo("none");
    assertThat(service.get("/api/v1/targets/mongodb").at("/restorable/verdict").asText())
        .isEqualTo("good");

    String second = service.backedUp("{}").get("id").asText();
    assertThat(target("mongodb").at("/last_good_backup/id").asText()).isEqualTo(second);
    damage(second);
    service.ordered("/api/v1/backups/" + second + "/verify", "");
    Awaitility.await("the damage is found")
        .until(() -> target("mongodb").at("/last_good_backup/id").asText(), first::equals);
    assertThat(verdict("postgresql")).isEqualTo("none");

    service.sql(
        "UPDATE jobs SET started_at = started_at - interval '2 hours' WHERE id = '" + first + "'");
    assertThat(verdict("mongodb")).isEqualTo("stale");
    assertThat(target("mongodb").at("/restorable/reason").asText()).contains(first, "2 h old");

    Path vault = folder.resolve("vault");
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(vault, elsewhere);
    Files.createDirectory(vault);
    assertThat(verdict("mongodb")).isEqualTo("vault-away");
    assertThat(service.call("GET", "/api/v1/targets", "", Role.AGENT).status()).isEqualTo(403);
    Files.delete(vault);
    Files.move(elsewhere, vault);
  }

  @Test
  void backupsAreFoundByLabelIdAndTime() {
    String id =
        service.backedUp("{\"targets\":[\"mongodb\"],\"label\":\"Before-v2\"}").get("id").asText();
    String other =
        service.backedUp("{\"targets\":[\"mongodb\"],\"label\":\"other\"}").get("id").asText();
    String backups = "/api/v1/backups?";

    assertThat(service.get(backups + "q=before-V").get("items").findValuesAsText("id"))
        .containsExactly(id);
    assertThat(service.get(backups + "q=" + other + "&from=-1h").at("/paging/total").asInt())
        .isEqualTo(1);
    assertThat(service.get(backups + "q=before_v2").get("items")).as("a text").isEmpty();
    assertThat(service.get(backups + "q=before&to=-1h").get("items")).isEmpty();
    assertThat(service.get("/api/v1/restores?from=-1h&q=2026").get("items")).isEmpty();
    assertThat(
            service
                .call("GET", backups + "from=tomorrow", "", Role.OPERATOR)
                .body()
                .at("/errors/0/pointer")
                .asText())
        .isEqualTo("?from");
  }

  private static void damage(String backup) throws IOException {
    try (var files = Files.list(folder.resolve("vault").resolve(backup))) {
      for (Path file : files.filter(each -> !each.endsWith("manifest.json")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
  }
}
