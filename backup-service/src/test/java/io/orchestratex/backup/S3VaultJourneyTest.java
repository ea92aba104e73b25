package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.vault.azure.AzureServer;
import io.orchestratex.backup.vault.gcs.GcsServer;
import io.orchestratex.backup.vault.s3.S3Gate;
import io.orchestratex.backup.vault.s3.S3Gate.Broken;
import io.orchestratex.backup.vault.s3.S3Gate.Fate;
import io.orchestratex.backup.vault.s3.S3Gate.Refused;
import io.orchestratex.backup.vault.s3.S3Server;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Backups of real engines in buckets of a real S3 server. */
@LongRunning("a backup and a restore of two engines while three of ten requests fail")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3VaultJourneyTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String ANN = "journey-ann";

  @TempDir static Path folder;
  private S3Server server;
  private S3Gate gate;
  private String bucket;
  private String limited;
  private SampleData data;
  private RunningBackupService service;

  @BeforeAll
  void start() {
    server = S3Server.shared();
    gate = new S3Gate(server.address());
    bucket = server.bucket("journey");
    limited = server.bucket("limited");
    server.account(ANN, "secret-of-ann", limited, "s3:*");
    Map<String, Object> settings = new HashMap<>();
    vault(settings, "cloud", Map.of("endpoint", gate.address(), "bucket", bucket, "prefix", "ox"));
    vault(
        settings,
        "locked",
        Map.of(
            "bucket",
            server.lockedBucket("journey-locked"),
            "object-lock.mode",
            "governance",
            "object-lock.days",
            2));
    vault(
        settings,
        "limited",
        Map.of(
            "bucket",
            limited,
            "access-key",
            ANN,
            "secret-key",
            "secret-of-ann",
            "bandwidth-limit",
            "10MB"));
    vault(
        settings,
        "away",
        Map.of("endpoint", "http://127.0.0.1:1", "bucket", "away", "attempts", 3));
    cloud(settings);
    settings.put("orchestratex.backup.policy.grace", "50ms");
    settings.put("orchestratex.schedule.poll", "50ms");
    data = new SampleData();
    service = new RunningBackupService("s3vaults", folder, data.database, settings);
  }

  /** Where the other stores are built. */
  private static void cloud(Map<String, Object> settings) {
    String vaults = "orchestratex.backup.vaults.";
    if (GcsServer.isBuilt()) {
      GcsServer google = GcsServer.shared();
      settings.put(vaults + "google.type", "gcs");
      settings.put(vaults + "google.endpoint", google.address().toString());
      settings.put(vaults + "google.bucket", google.bucket("journey"));
      settings.put(vaults + "google.credentials", google.key(GcsServer.ADMIN));
    }
    if (AzureServer.isBuilt()) {
      AzureServer azure = AzureServer.shared();
      settings.put(vaults + "azure.type", "azure");
      settings.put(vaults + "azure.endpoint", AzureServer.endpoint(azure.address()).toString());
      settings.put(vaults + "azure.account", AzureServer.ACCOUNT);
      settings.put(vaults + "azure.account-key", AzureServer.KEY);
      settings.put(vaults + "azure.container", azure.container("journey").getBlobContainerName());
    }
  }

  private void vault(Map<String, Object> settings, String name, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>();
    all.put("type", "s3");
    all.put("endpoint", server.address());
    all.put("access-key", S3Server.ACCESS_KEY);
    all.put("secret-key", S3Server.SECRET_KEY);
    all.put("attempts", 12);
    all.putAll(more);
    all.forEach((key, value) ->
        settings.put("orchestratex.backup.vaults." + name + "." + key, value.toString()));
  }

  @AfterEach
  void calm() {
    gate.rule(_ -> null);
  }

  @AfterAll
  void stop() {
    service.close();
    data.close();
    gate.close();
  }

  private List<String> stored(String id) {
    return server
        .client()
        .listObjectsV2(request -> request.bucket(bucket).prefix("ox/" + id + "/"))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  private static @Nullable Fate fate(Random random) {
    return switch (random.nextInt(20)) {
      case 0, 1 -> new Refused(503, "SlowDown", "Please reduce your request rate.");
      case 2 -> Broken.REQUEST;
      case 3, 4 -> Broken.REPLY_LOST;
      case 5 -> Broken.ANSWER;
      default -> null;
    };
  }

  /** Three of ten requests fail, from the order of the backup to the end of its restore. */
  @Test
  void aBackupInAStormIsRestoredBitExact() {
    String before = data.picture();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    gate.rule(_ -> {
      synchronized (random) {
        return fate(random);
      }
    });

    JsonNode backup = service.backedUp("{\"vault\":\"cloud\"}");

    String id = backup.get("id").asText();
    assertThat(backup.get("location").asText())
        .isEqualTo(gate.address() + "/" + bucket + "/ox/" + id);
    assertThat(stored(id)).as("seed %d", seed).contains("ox/" + id + "/manifest.json");
    data.damage();
    JsonNode restore = service.restored("{\"backup\":\"" + id + "\"}");
    assertThat(restore.get("state").asText())
        .as("seed %d: %s", seed, restore)
        .isEqualTo("succeeded");
    assertThat(data.picture()).as("seed %d", seed).isEqualTo(before);

    gate.rule(_ -> null);
    service.ordered("/api/v1/backups/" + id + "/verify", "");
    Awaitility.await()
        .atMost(LIMIT)
        .until(() ->
            service
                .get("/api/v1/backups/" + id)
                .at("/verification/state")
                .asText()
                .equals("succeeded"));
    assertThat(service.call("DELETE", "/api/v1/backups/" + id, null, Role.OPERATOR).status())
        .isEqualTo(204);
    assertThat(stored(id)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"google, gcs", "azure, azure"})
  void aBackupInEachOtherCloudIsRestored(String vault, String type) {
    JsonNode found = service.call("GET", "/api/v1/vaults/" + vault, null, Role.OPERATOR).body();
    assumeTrue(
        found.path("usable").asBoolean(), "not run: no server of the vault " + vault + " is built");
    assertThat(found.get("type").asText()).isEqualTo(type);
    JsonNode test =
        service.call("POST", "/api/v1/vaults/" + vault + "/test", "", Role.OPERATOR).body();
    assertThat(test.get("passed").asBoolean()).as("%s", test).isTrue();
    String before = data.picture();

    JsonNode backup = service.backedUp("{\"targets\":[\"mongodb\"],\"vault\":\"" + vault + "\"}");
    data.mongo().getCollection("responses").drop();

    JsonNode restore = service.restored("{\"backup\":\"" + backup.get("id").asText() + "\"}");
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(data.picture()).isEqualTo(before);
  }

  @Test
  void aTestOfAVaultNamesEachStepAndWhatIsMissing() {
    Answer good = service.call("POST", "/api/v1/vaults/limited/test", "", Role.OPERATOR);
    assertThat(good.status()).as("%s", good.body()).isEqualTo(200);
    assertThat(good.body().get("passed").asBoolean()).as("%s", good.body()).isTrue();
    assertThat(good.body().get("steps").findValuesAsText("step"))
        .containsExactly(
            "reach", "place", "write", "read", "list", "refuse", "abort", "delete", "mark");
    JsonNode vault = service.get("/api/v1/vaults/limited");
    assertThat(vault.get("type").asText()).isEqualTo("s3");
    assertThat(vault.get("bytes_per_second").asLong()).isEqualTo(10_000_000);

    server.grant(
        ANN,
        limited,
        "s3:GetObject",
        "s3:PutObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:AbortMultipartUpload");
    JsonNode bad = service.call("POST", "/api/v1/vaults/limited/test", "", Role.OPERATOR).body();
    assertThat(bad.get("passed").asBoolean()).isFalse();
    assertThat(step(bad, "write").get("state").asText()).isEqualTo("passed");
    assertThat(step(bad, "delete").get("state").asText()).isEqualTo("failed");
    assertThat(step(bad, "delete").get("failure").asText())
        .isEqualTo(
            "cannot delete from the bucket %s: access denied. The account needs s3:DeleteObject on arn:aws:s3:::%s/*. The store says: Access Denied."
                .formatted(limited, limited));

    server.grant(ANN, limited, "s3:ListBucket");
    bad = service.call("POST", "/api/v1/vaults/limited/test", "", Role.OPERATOR).body();
    assertThat(step(bad, "reach").get("state").asText()).isEqualTo("passed");
    assertThat(step(bad, "place").get("failure").asText()).contains("s3:GetObject");
    assertThat(step(bad, "write").get("state").asText()).isEqualTo("skipped");
    assertThat(step(bad, "write").get("failure").asText()).contains("it needs the step place");
    server.grant(ANN, limited, "s3:*");

    assertThat(service.call("POST", "/api/v1/vaults/limited/test", "", Role.ANALYST).status())
        .isEqualTo(403);
    assertThat(service.call("POST", "/api/v1/vaults/none/test", "", Role.OPERATOR).code())
        .isEqualTo("backup.vault-unknown");
    JsonNode folderVault =
        service.call("POST", "/api/v1/vaults/default/test", "", Role.OPERATOR).body();
    assertThat(folderVault.get("passed").asBoolean()).as("%s", folderVault).isTrue();
    assertThat(folder.resolve("vault/vault")).isDirectoryNotContaining("glob:**/probe*");
  }

  private static JsonNode step(JsonNode test, String name) {
    for (JsonNode each : test.get("steps")) {
      if (each.get("step").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no step " + name + " in " + test);
  }

  @Test
  void aStoreThatIsAwayIsNamedInTimeAndTheOthersGoOn() {
    long begin = System.nanoTime();
    JsonNode vaults = service.get("/api/v1/vaults").get("items");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(vaults.findValuesAsText("name"))
        .contains("default", "away", "cloud", "limited", "locked");
    assertThat(vaults.get(0).get("usable").asBoolean()).isTrue();
    assertThat(service.get("/api/v1/vaults/away").get("failure").asText())
        .startsWith("it does not answer: cannot read from the bucket away: http://127.0.0.1:1");

    Answer order = service.post("/api/v1/backups", "{\"vault\":\"away\"}");
    assertThat(order.status()).isEqualTo(503);
    assertThat(order.code()).isEqualTo("backup.vault-unavailable");
    JsonNode test = service.call("POST", "/api/v1/vaults/away/test", "", Role.OPERATOR).body();
    assertThat(step(test, "reach").get("state").asText()).isEqualTo("failed");
    assertThat(step(test, "delete").get("state").asText()).isEqualTo("skipped");
  }

  @Test
  void noSecretIsAmongTheSettingsInForce() {
    String settings =
        service
            .call("GET", "/api/v1/backup-service/system/settings", null, Role.ADMIN)
            .body()
            .toString();
    assertThat(settings)
        .contains("orchestratex.backup.vaults.limited.secret-key", "\"10MB\"")
        .doesNotContain("secret-of-ann", S3Server.SECRET_KEY, ANN + "\"")
        .doesNotContain("PRIVATE KEY", AzureServer.KEY);
  }

  /** What the store keeps is said by whoever wanted to remove it, and no rule is broken by it. */
  @Test
  void aLockedBackupStaysAndTheCleanupSaysWhy() {
    String policy =
        "{\"name\":\"locked\",\"cron\":\"0 3 * * *\",\"vault\":\"locked\",\"targets\":[\"mongodb\"],\"keep\":{\"last\":1}}";
    assertThat(service.post("/api/v1/policies", policy).status()).isEqualTo(201);
    String first = takenBy("policy-locked");
    takenBy("policy-locked");

    Answer deleted = service.call("DELETE", "/api/v1/backups/" + first, null, Role.OPERATOR);

    assertThat(deleted.status()).as("%s", deleted.body()).isEqualTo(409);
    assertThat(deleted.code()).isEqualTo("backup.locked");
    assertThat(deleted.body().get("detail").asText())
        .startsWith(
            "The backup stays as it is: " + first + "/manifest.json is locked in the bucket")
        .contains("(object lock, mode GOVERNANCE) and is removed after that.");

    service.post("/api/v1/schedules/cleanup-locked/run", "");
    Awaitility.await()
        .atMost(LIMIT)
        .until(() ->
            service
                .get("/api/v1/policies/locked")
                .at("/last_cleanup/state")
                .asText()
                .equals("succeeded"));
    JsonNode cleanup = service.get("/api/v1/policies/locked").get("last_cleanup");
    assertThat(cleanup.get("removed")).isEmpty();
    assertThat(cleanup.at("/spared/0/backup").asText()).isEqualTo(first);
    assertThat(cleanup.at("/spared/0/reason").asText())
        .startsWith("The vault locked keeps it: " + first + "/manifest.json is locked");
    JsonNode kept = service.get("/api/v1/backups/" + first);
    assertThat(kept.get("state").asText()).isEqualTo("succeeded");
    service.ordered("/api/v1/backups/" + first + "/verify", "");
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> service.get("/api/v1/backups/" + first).get("verified").asBoolean());
  }

  private String takenBy(String schedule) {
    Answer run = service.post("/api/v1/schedules/" + schedule + "/run", "");
    assertThat(run.status()).as("%s", run.body()).isEqualTo(202);
    String id = run.body().get("job").asText();
    assertThat(service.ended("/api/v1/backups/" + id).get("state").asText()).isEqualTo("succeeded");
    return id;
  }
}
