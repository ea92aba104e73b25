package io.orchestratex.backup;

import static io.orchestratex.backup.SampleTargets.LEDGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.catalog.SmallBackups;
import io.orchestratex.backup.engine.ledger.Ledger;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FlatVault;
import io.orchestratex.backup.vault.FlatVaultType;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Copies to a second vault in the shape of an object store, and to a third one, a folder. */
@LongRunning("kills a copy at each of its points and restores from each copy alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyJourneyTest {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir static Path folder;
  private SampleTargets samples;
  private RunningBackupService service;
  private FlatVault offsite;

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

  private String backedUp() {
    return service.backedUp("{\"targets\":[\"ledger\"]}").get("id").asText();
  }

  private JsonNode ordered(String backup, String vault) {
    var answer =
        service.post("/api/v1/backups/" + backup + "/copies", "{\"vault\":\"" + vault + "\"}");
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return copy(backup, vault);
  }

  private JsonNode copy(String backup, String vault) {
    for (JsonNode each : service.get("/api/v1/backups/" + backup).get("copies")) {
      if (each.get("vault").asText().equals(vault)) {
        return each;
      }
    }
    throw new AssertionError("backup " + backup + " has no copy in " + vault);
  }

  private JsonNode awaited(String backup, String vault, String state) {
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

  private JsonNode copied(String backup, String vault) {
    ordered(backup, vault);
    return awaited(backup, vault, "complete");
  }

  private Set<String> packs() {
    return new TreeSet<>(offsite.list("packs/", "", 1_000).keys());
  }

  /** Data that no backup before it has. */
  private void write(String what) throws IOException {
    samples.fill();
    Ledger.write(samples.file(LEDGER, "stock"), new Ledger().add("parts", what));
  }

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
  void aCopyWhoseWorkerDiesAnywhereGoesOnAndSendsNothingTwice() throws IOException {
    for (String point :
        List.of("begun", "copied:ledger", "sent", "checked", "committing", "committed")) {
      write("killed at " + point);
      String backup = backedUp();
      AtomicInteger sent = new AtomicInteger();
      samples.at(
          point,
          () -> {
            sent.set(packs().size());
            throw new SampleTargets.Killed();
          });

      JsonNode copy = copied(backup, "offsite");

      assertThat(copy.get("tries").asInt()).as(point).isEqualTo(1);
      assertThat(
              service.one("SELECT attempt FROM jobs WHERE id = '" + copy.get("job").asText() + "'"))
          .as(point)
          .isEqualTo("2");
      if (!List.of("begun", "copied:ledger").contains(point)) {
        assertThat(packs()).as(point).hasSize(sent.get());
      }
      assertThat(offsite.list("writing/" + backup, "", 10).keys()).as(point).isEmpty();
      restoredFrom(backup, point);
    }
  }

  /** From the copy alone: the first vault is away. */
  private void restoredFrom(String backup, String point) throws IOException {
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

  @Test
  void aLostReplyToTheCommitMakesOneCopy() throws IOException {
    for (Fault fault : List.of(Fault.LOST_REPLY, Fault.ERROR)) {
      write("lost by " + fault);
      String backup = backedUp();
      AtomicInteger left = new AtomicInteger(2);
      FlatVaultType.faults =
          (call, what) ->
              what.equals("commit " + backup + "/manifest.json") && left.getAndDecrement() > 0
                  ? fault
                  : null;

      copied(backup, "offsite");

      assertThat(offsite.list(backup + "/", "", 10).keys()).as("%s", fault).hasSize(3);
      FlatVaultType.faults = (call, what) -> null;
      restoredFrom(backup, fault.toString());
    }
  }

  @Test
  void aFaultIsSaidAndTriedAgainUntilTheCopyIsThere() throws IOException {
    write("a fault");
    String backup = backedUp();
    FlatVaultType.faults = (call, what) -> what.startsWith("write packs/") ? Fault.CUT : null;
    ordered(backup, "offsite");

    JsonNode failed = awaited(backup, "offsite", "failed");

    assertThat(failed.get("reason").asText()).contains("injected CUT");
    await("event")
        .atMost(LIMIT)
        .until(() ->
            TestTopics.eventsOf(Topics.BACKUP, backup).stream()
                .anyMatch(event -> event.startsWith("backup.copy-failed")));
    FlatVaultType.faults = (call, what) -> null;
    JsonNode copy = awaited(backup, "offsite", "complete");
    assertThat(copy.get("tries").asInt()).isGreaterThan(1);
    assertThat(copy.has("reason")).isFalse();
  }

  @Test
  void aVaultThatGoesAwayMidwayIsWaitedFor() throws IOException {
    write("midway");
    String backup = backedUp();
    Path away = folder.resolve("third-away");
    samples.at("begun", () -> move(folder.resolve("third"), away));
    ordered(backup, "third");

    await("waits")
        .dontCatchUncaughtExceptions()
        .atMost(LIMIT)
        .until(() ->
            copy(backup, "third").path("reason").asText().startsWith("The vault third cannot be"));
    assertThat(copy(backup, "third").get("state").asText()).isEqualTo("waiting");

    move(away, folder.resolve("third"));
    awaited(backup, "third", "complete");
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aVaultThatIsFullIsNamedAndLeavesNothingHalf() {
    String backup = backedUp();
    ordered(backup, "small");

    JsonNode failed = awaited(backup, "small", "failed");

    assertThat(failed.get("reason").asText()).contains("give it more room");
    assertThat(folder.resolve("small").resolve(backup).resolve("manifest.json")).doesNotExist();
    var removed =
        service.call("DELETE", "/api/v1/backups/" + backup + "/copies/small", null, Role.OPERATOR);
    assertThat(removed.status()).as("%s", removed.body()).isEqualTo(200);
    assertThat(copy(backup, "small").get("state").asText()).isEqualTo("removed");
  }

  @Test
  void aVaultOfAnotherKeyIsRefusedByTheKeysName() {
    String backup = backedUp();
    ordered(backup, "foreign");

    JsonNode failed = awaited(backup, "foreign", "failed");

    assertThat(failed.get("reason").asText())
        .contains("was encrypted with key", "use the right key file");
    service.call("DELETE", "/api/v1/backups/" + backup + "/copies/foreign", null, Role.OPERATOR);
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

  /** The newest one: nothing else is in it. */
  private static void damageNewestPack() throws IOException {
    try (Stream<Path> packs = Files.list(folder.resolve("vault").resolve("packs"))) {
      Path newest =
          packs.max(Comparator.comparing(pack -> pack.toFile().lastModified())).orElseThrow();
      byte[] bytes = Files.readAllBytes(newest);
      bytes[bytes.length - 1] ^= 1;
      Files.write(newest, bytes);
    }
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
  void aCopyThatIsGoneIsSaidAndMadeAgain() throws IOException {
    write("gone");
    String backup = backedUp();
    copied(backup, "offsite");
    FlatVaultType.faults =
        (call, what) -> what.startsWith("create " + backup + "/") ? Fault.ERROR : null;
    for (String key : offsite.list(backup + "/", "", 10).keys()) {
      offsite.delete(key);
    }
    service.ordered("/api/v1/backups/" + backup + "/verify", "");

    await("lost")
        .atMost(LIMIT)
        .until(() -> !copy(backup, "offsite").get("state").asText().equals("complete"));
    await("event")
        .atMost(LIMIT)
        .until(() ->
            TestTopics.eventsOf(Topics.BACKUP, backup).stream()
                .anyMatch(event -> event.startsWith("backup.copy-failed")));
    FlatVaultType.faults = (call, what) -> null;
    awaited(backup, "offsite", "complete");
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
