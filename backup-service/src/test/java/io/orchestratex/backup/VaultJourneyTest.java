package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FlatVault;
import io.orchestratex.backup.vault.FlatVaultType;
import io.orchestratex.kit.access.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two vaults at a time, one of them shaped as an object store, which fails as a network does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultJourneyTest {

  private static final String BUCKET = "journey";

  @TempDir static Path folder;
  private SampleData data;
  private RunningBackupService service;
  private FlatVault offsite;

  @BeforeAll
  void start() {
    data = new SampleData();
    offsite = FlatVaultType.bucket(BUCKET);
    service =
        new RunningBackupService(
            "vaults",
            folder,
            data.database,
            Map.of(
                "orchestratex.backup.vaults.offsite.type",
                "flat",
                "orchestratex.backup.vaults.offsite.bucket",
                BUCKET));
  }

  @AfterEach
  void heal() {
    FlatVaultType.faults = (call, what) -> null;
  }

  @AfterAll
  void stop() {
    service.close();
    data.close();
  }

  private List<String> stored(String id) {
    return offsite.list(id + "/", "", 10).keys();
  }

  @Test
  void aBackupLiesInTheVaultItNamesAndIsRestoredFromThere() {
    String before = data.picture();
    JsonNode backup = service.backedUp("{\"vault\":\"offsite\"}");
    String id = backup.get("id").asText();
    assertThat(backup.get("vault").asText()).isEqualTo("offsite");
    assertThat(backup.get("location").asText()).isEqualTo("flat://journey/" + id);
    assertThat(stored(id)).hasSize(3).contains(id + "/manifest.json");
    assertThat(folder.resolve("vault").resolve(id)).doesNotExist();
    JsonNode other = service.backedUp("{\"targets\":[\"mongodb\"]}");
    assertThat(other.get("vault").asText()).isEqualTo("default");
    assertThat(folder.resolve("vault").resolve(other.get("id").asText())).isDirectory();
    assertThat(service.get("/api/v1/backups").get("items").findValuesAsText("vault"))
        .contains("default", "offsite");
    data.damage();

    JsonNode restore = service.restored("{\"backup\":\"" + id + "\"}");

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(data.picture()).isEqualTo(before);
    assertThat(
            service
                .get("/api/v1/backups/" + restore.get("safety_backup").asText())
                .get("vault")
                .asText())
        .as("the safety backup goes where the backup is")
        .isEqualTo("offsite");
    service.ordered("/api/v1/backups/" + id + "/verify", "");
    Awaitility.await()
        .until(
            () -> service.get("/api/v1/backups/" + id).at("/verification/state").asText(),
            "succeeded"::equals);
    assertThat(service.call("DELETE", "/api/v1/backups/" + id, null, Role.OPERATOR).status())
        .isEqualTo(204);
    assertThat(stored(id)).isEmpty();
  }

  @Test
  void aVaultThatThereIsNotIsRefusedByField() {
    for (String name : List.of("gone", "../etc")) {
      var answer = service.post("/api/v1/backups", "{\"vault\":\"" + name + "\"}");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body().at("/errors/0/pointer").asText()).isEqualTo("/vault");
    }
    Map<String, String> key = Map.of("Idempotency-Key", "one-order");
    String body = "{\"targets\":[\"mongodb\"],\"vault\":\"%s\"}";
    var first =
        service.call("POST", "/api/v1/backups", body.formatted("offsite"), Role.OPERATOR, key);
    var other =
        service.call("POST", "/api/v1/backups", body.formatted("default"), Role.OPERATOR, key);
    assertThat(first.status()).isEqualTo(202);
    assertThat(other.status()).as("another vault is another order").isEqualTo(400);
    service.ended("/api/v1/backups/" + first.body().get("id").asText());
  }

  @Test
  void theStartReadsNoManifestOfABackupThatIsKnown() {
    String id =
        service.backedUp("{\"targets\":[\"mongodb\"],\"vault\":\"offsite\"}").get("id").asText();
    service.stop();
    FlatVaultType.CALLS.clear();
    service.start();
    awaitKeeper();
    assertThat(FlatVaultType.CALLS)
        .filteredOn(call -> call.startsWith("open"))
        .allMatch(call -> call.endsWith("vault/mark.json"));

    service.sql("DELETE FROM jobs");
    assertThat(service.get("/api/v1/backups/" + id).get("vault").asText())
        .as("one that is asked for is taken up at once")
        .isEqualTo("offsite");
    service.sql("DELETE FROM jobs");
    service.stop();
    FlatVaultType.CALLS.clear();
    service.start();
    awaitKeeper();
    assertThat(service.get("/api/v1/backups").get("items").findValuesAsText("id")).contains(id);
    service.ordered("/api/v1/backups/" + id + "/verify", "");
    Awaitility.await()
        .until(() -> service.get("/api/v1/backups/" + id).get("verified").asBoolean());
  }

  private static void awaitKeeper() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> FlatVaultType.CALLS.stream().anyMatch(call -> call.startsWith("pending")));
  }

  @Test
  void aLostReplyToTheLastCommitIsNoFailure() {
    AtomicInteger times = new AtomicInteger();
    FlatVaultType.faults =
        (call, what) ->
            isCommitOfManifest(what) && times.getAndIncrement() == 0 ? Fault.LOST_REPLY : null;
    JsonNode backup = service.backedUp("{\"targets\":[\"mongodb\"],\"vault\":\"offsite\"}");
    assertThat(times.get()).isEqualTo(2);
    assertThat(backup.get("attempt").asInt()).isEqualTo(1);
  }

  private static boolean isCommitOfManifest(String what) {
    return what.startsWith("commit") && what.endsWith("manifest.json");
  }

  @Test
  void whenItIsUnknownWhetherTheCommitTookEffectTheNextAttemptFindsOut() {
    for (Fault fault : List.of(Fault.LOST_REPLY, Fault.ERROR)) {
      AtomicInteger left = new AtomicInteger(2);
      FlatVaultType.faults =
          (call, what) -> {
            if (isCommitOfManifest(what)) {
              return left.getAndDecrement() > 0 ? fault : null;
            }
            // Neither can it be asked, by the attempt whose commit failed.
            return left.get() == 0 && what.endsWith("manifest.json") && what.startsWith("open")
                ? left.getAndDecrement() == 0 ? Fault.ERROR : null
                : null;
          };
      JsonNode backup = service.backedUp("{\"targets\":[\"mongodb\"],\"vault\":\"offsite\"}");
      assertThat(backup.get("attempt").asInt()).as("%s", fault).isEqualTo(2);
      assertThat(stored(backup.get("id").asText())).hasSize(2);
      service.ordered("/api/v1/backups/" + backup.get("id").asText() + "/verify", "");
      Awaitility.await()
          .until(() ->
              service
                  .get("/api/v1/backups/" + backup.get("id").asText())
                  .at("/verification/state")
                  .asText()
                  .equals("succeeded"));
    }
  }

  @Test
  void aVaultThatFailsIsNamedAsWhatItIsAndNothingRemains() {
    for (String call : List.of("create", "write", "end", "read")) {
      AtomicInteger left = new AtomicInteger(1);
      FlatVaultType.faults =
          (number, what) ->
              what.startsWith(call) && what.endsWith("tink") && left.getAndDecrement() > 0
                  ? Fault.CUT
                  : null;
      JsonNode failed =
          service.ended(
              "/api/v1/backups/"
                  + service.ordered(
                      "/api/v1/backups", "{\"targets\":[\"mongodb\"],\"vault\":\"offsite\"}"));
      assertThat(failed.get("state").asText()).as("%s %s", call, failed).isEqualTo("failed");
      assertThat(failed.get("failure").asText())
          .as(call)
          .containsAnyOf("injected CUT", "the vault could not be read")
          .doesNotContain("is changed", "well-formed");
      assertThat(stored(failed.get("id").asText())).as(call).isEmpty();
      assertThat(offsite.pending("", "", 10).keys()).as(call).isEmpty();
    }
  }
}
