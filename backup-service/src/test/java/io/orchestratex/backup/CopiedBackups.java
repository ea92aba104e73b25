package io.orchestratex.backup;

import static io.orchestratex.backup.SampleTargets.LEDGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.catalog.SmallBackups;
import io.orchestratex.backup.engine.ledger.Ledger;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.FlatVault;
import io.orchestratex.backup.vault.FlatVaultType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A service with a second vault in the shape of an object store, and a third one, a folder. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CopiedBackups {

  static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir static Path folder;
  SampleTargets samples;
  RunningBackupService service;
  FlatVault offsite;

  @BeforeAll
  void start() throws IOException {
    offsite = FlatVaultType.bucket("copies");
    // Another installation has written to this one.
    SmallBackups others =
        new SmallBackups(FlatVaultType.bucket("others"), new KeyRing(folder.resolve("other.key")));
    others.take("20260101_000000", 1, Map.of("t", Map.of("*", new byte[] {1, 2, 3})));
    Map<String, Object> settings = new HashMap<>();
    settings.put("orchestratex.backup.vaults.offsite.type", "flat");
    settings.put("orchestratex.backup.vaults.offsite.bucket", "copies");
    settings.put("orchestratex.backup.vaults.foreign.type", "flat");
    settings.put("orchestratex.backup.vaults.foreign.bucket", "others");
    settings.put("orchestratex.backup.vaults.third.type", "filesystem");
    settings.put("orchestratex.backup.vaults.third.path", folder.resolve("third").toString());
    settings.put("orchestratex.backup.vaults.third.reserve-bytes", "0");
    settings.put("orchestratex.backup.vaults.small.type", "filesystem");
    settings.put("orchestratex.backup.vaults.small.path", folder.resolve("small").toString());
    settings.put("orchestratex.backup.vaults.small.reserve-bytes", "0");
    settings.put("orchestratex.backup.vaults.small.max-bytes", "300");
    settings.put("orchestratex.schedule.poll", "50ms");
    settings.put("orchestratex.backup.policy.interval", "100ms");
    settings.put("orchestratex.backup.policy.grace", "0ms");
    settings.put("orchestratex.backup.copy.interval", "50ms");
    settings.put("orchestratex.backup.copy.retry", "50ms");
    settings.put("orchestratex.backup.copy.longest-retry", "200ms");
    samples = new SampleTargets(folder, "copies", settings);
    service = samples.service;
  }

  @AfterAll
  void stop() {
    samples.close();
  }

  @BeforeEach
  void fill() throws IOException {
    samples.fill();
  }

  @AfterEach
  void heal() {
    FlatVaultType.faults = (call, what) -> null;
    samples.assertAllReached();
  }

  String backedUp() {
    return service.backedUp("{\"targets\":[\"ledger\"]}").get("id").asText();
  }

  JsonNode ordered(String backup, String vault) {
    var answer =
        service.post("/api/v1/backups/" + backup + "/copies", "{\"vault\":\"" + vault + "\"}");
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return copy(backup, vault);
  }

  JsonNode copy(String backup, String vault) {
    for (JsonNode each : service.get("/api/v1/backups/" + backup).get("copies")) {
      if (each.get("vault").asText().equals(vault)) {
        return each;
      }
    }
    throw new AssertionError("backup " + backup + " has no copy in " + vault);
  }

  JsonNode awaited(String backup, String vault, String state) {
    AtomicReference<JsonNode> seen = new AtomicReference<>();
    await(vault + " " + state)
        .dontCatchUncaughtExceptions()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          JsonNode copy = copy(backup, vault);
          seen.set(copy);
          return copy.get("state").asText().equals(state);
        });
    return seen.get();
  }

  JsonNode copied(String backup, String vault) {
    ordered(backup, vault);
    return awaited(backup, vault, "complete");
  }

  Set<String> packs() {
    return new TreeSet<>(offsite.list("packs/", "", 1_000).keys());
  }

  /** Data that no backup before it has. */
  void write(String what) throws IOException {
    samples.fill();
    Ledger.write(samples.file(LEDGER, "stock"), new Ledger().add("parts", what));
  }

  /** From the copy alone: the first vault is away. */
  void restoredFrom(String backup, String point) throws IOException {
    String before = samples.picture(LEDGER);
    Path away = folder.resolve("away");
    Files.move(folder.resolve("vault"), away);
    try {
      samples.damage(LEDGER);
      JsonNode restore = service.restored("{\"backup\":\"" + backup + "\"}");
      assertThat(restore.get("state").asText()).as("%s %s", point, restore).isEqualTo("succeeded");
      assertThat(samples.picture(LEDGER)).as(point).isEqualTo(before);
    } finally {
      Files.move(away, folder.resolve("vault"));
    }
  }

  static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
