package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FlatVault;
import io.orchestratex.backup.vault.FlatVaultType;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two vaults at a time, one of them shaped as an object store, which fails as a network does. */
@LongRunning("restores frozen vaults of every format, and takes many backups, on real engines")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultJourneyTest {

  private static final String BUCKET = "journey";
  private static final Path FROZEN = Path.of("src/test/resources/frozen");
  private static final int FORMATS = 2;

  /** Of what was frozen: the backup, and the name of the database that it holds of each engine. */
  private static final Map<Integer, List<String>> BACKUPS =
      Map.of(
          1, List.of("20261127_230522", "oxfrozen1"), 2, List.of("20261127_235107", "oxfrozen2"));

  @TempDir static Path folder;
  private SampleData data;
  private RunningBackupService service;
  private FlatVault offsite;

  @BeforeAll
  void start() throws IOException {
    data = new SampleData();
    offsite = FlatVaultType.bucket(BUCKET);
    List<String> keys = new ArrayList<>();
    Map<String, Object> settings = new HashMap<>();
    settings.put("orchestratex.backup.vaults.offsite.type", "flat");
    settings.put("orchestratex.backup.vaults.offsite.bucket", BUCKET);
    for (int format = 1; format <= FORMATS; format++) {
      Path vault = thawed(format);
      keys.add(vault.resolve("frozen.key").toString());
      settings.put("orchestratex.backup.vaults.frozen" + format + ".type", "filesystem");
      settings.put("orchestratex.backup.vaults.frozen" + format + ".path", vault.toString());
    }
    settings.put("orchestratex.backup.key.old-files", String.join(",", keys));
    service = new RunningBackupService("vaults", folder, data.database, settings);
  }

  /** A copy of a vault that is frozen in the tree: what an earlier version wrote. */
  private static Path thawed(int format) throws IOException {
    Path frozen = FROZEN.resolve("format-" + format);
    Path copy = folder.resolve("frozen" + format);
    try (Stream<Path> all = Files.walk(frozen)) {
      for (Path each : all.toList()) {
        Files.copy(each, copy.resolve(frozen.relativize(each).toString()));
      }
    }
    return copy;
  }

  @Test
  void backupsOfEveryFormatAreReadRestoredExportedAndDeleted() throws Exception {
    for (int format = 1; format <= FORMATS; format++) {
      String id = BACKUPS.getOrDefault(format, List.of()).getFirst();
      String database = BACKUPS.getOrDefault(format, List.of()).getLast();
      JsonNode backup = service.get("/api/v1/backups/" + id);
      assertThat(backup.get("vault").asText()).isEqualTo("frozen" + format);
      assertThat(backup.get("added_bytes").asLong()).isPositive();
      service.ordered("/api/v1/backups/" + id + "/verify", "");
      Awaitility.await()
          .until(() -> service.get("/api/v1/backups/" + id).get("verified").asBoolean());
      HttpResponse<byte[]> export =
          service.download("/api/v1/backups/" + id + "/export?target=mongodb");
      assertThat(HexFormat.of().formatHex(ContentHash.sha256().digest(export.body())))
          .isEqualTo(export.headers().firstValue("X-Content-SHA256").orElseThrow());
      try {
        JsonNode restore = service.restored("{\"backup\":\"" + id + "\"}");

        assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
        assertThat(data.mongo(database).getCollection("responses").countDocuments()).isEqualTo(500);
        assertThat(data.one(database, "SELECT count(*) FROM tasks")).isEqualTo("500");
        JsonNode safety = service.get("/api/v1/backups/" + restore.get("safety_backup").asText());
        assertThat(safety.get("vault").asText())
            .as("new backups lie beside old ones")
            .isEqualTo("frozen" + format);
      } finally {
        data.mongo(database).drop();
        data.sql("", "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
      }
      assertThat(service.call("DELETE", "/api/v1/backups/" + id, null, Role.OPERATOR).status())
          .isEqualTo(204);
      assertThat(folder.resolve("frozen" + format).resolve(id)).doesNotExist();
    }
  }

  @Test
  void aSecondBackupAddsWhatHasChangedAlone() {
    byte[] bytes = new byte[1 << 20];
    Random random = new Random(1);
    for (int i = 0; i < 3; i++) {
      random.nextBytes(bytes);
      data.mongo().getCollection("blobs").insertOne(new Document("_id", i).append("b", bytes));
    }
    data.sql(
        data.database,
        "CREATE TABLE notes AS SELECT g AS id, md5(random()::text) || md5(random()::text) AS note"
            + " FROM generate_series(1, 40000) g");
    try {
      JsonNode first = service.backedUp("{\"vault\":\"offsite\"}");
      data.mongo().getCollection("threads").insertOne(new Document("one", "more"));
      data.sql(data.database, "UPDATE notes SET note = 'changed' WHERE id = 20000");
      JsonNode second = service.backedUp("{\"vault\":\"offsite\"}");
      JsonNode third = service.backedUp("{\"vault\":\"offsite\"}");

      for (int part = 0; part < 2; part++) {
        long whole = second.at("/parts/" + part + "/stored_bytes").asLong();
        assertThat(whole).isGreaterThan(1_000_000);
        assertThat(second.at("/parts/" + part + "/added_bytes").asLong())
            .as("%s", second)
            .isPositive()
            .isLessThan(whole * 6 / 10);
        assertThat(third.at("/parts/" + part + "/added_bytes").asLong())
            .as("%s", third)
            .isLessThan(whole * 4 / 10);
      }
      assertThat(first.get("source_bytes").asLong()).isGreaterThan(5_000_000);
      assertThat(third.at("/parts/0/added_bytes").asLong())
          .as("of MongoDB, nothing but the list of chunks")
          .isLessThan(10_000);
      assertThat(second.get("verified").asBoolean()).isTrue();
    } finally {
      data.mongo().getCollection("blobs").drop();
      data.sql(data.database, "DROP TABLE notes");
    }
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
      // What is in the vault already would not be stored again.
      data.mongo().getCollection("calls").insertOne(new Document("call", call));
      FlatVaultType.faults =
          (number, what) ->
              what.startsWith(call) && what.contains("packs/") && left.getAndDecrement() > 0
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
