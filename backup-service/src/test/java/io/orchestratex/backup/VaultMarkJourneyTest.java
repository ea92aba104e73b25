package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.RunningBackupService.Target;
import io.orchestratex.backup.engine.ledger.Ledger;
import io.orchestratex.backup.job.Job;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A vault whose disk is not there, is another one, or has lost something. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultMarkJourneyTest {

  private static final String LEDGER = "ledger";
  private static final String VAULT = "/api/v1/vaults/default";

  @TempDir static Path folder;
  private final Map<String, Runnable> reactions = new ConcurrentHashMap<>();
  private RunningBackupService service;

  @BeforeAll
  void start() throws IOException {
    Files.createDirectories(folder.resolve(LEDGER));
    Ledger.write(folder.resolve(LEDGER).resolve("shop.ledger"), new Ledger().add("orders", "one"));
    service =
        new RunningBackupService(
            "marks",
            folder,
            List.of(
                new Target(
                    LEDGER, LEDGER, "ledger://ann:hidden@localhost" + folder.resolve(LEDGER))));
    service.stop();
    service.set("orchestratex.backup.vault-check.audit", "300ms");
    service.set("orchestratex.backup.restricted.databases", "users, shop");
    service.start();
    ObserverRelay.watching = this::reached;
  }

  @AfterAll
  void stop() {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
  }

  private void reached(Job job, String point) {
    Runnable reaction = reactions.remove(job.kind() + ":" + point);
    if (reaction != null) {
      reaction.run();
    }
  }

  private static Path vault() {
    return folder.resolve("vault");
  }

  private static Path away() {
    return folder.resolve("away");
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As an unmount leaves it. */
  private static void unmount() {
    move(vault(), away());
    try {
      Files.createDirectory(vault());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void mount() {
    try {
      Files.delete(vault());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    move(away(), vault());
  }

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }

  private String backedUp() {
    return service.backedUp("{}").get("id").asText();
  }

  private boolean usable() {
    return service.get(VAULT).get("usable").asBoolean();
  }

  private String health() {
    return service.json(service.get("/health", null), 200).get("status").asText();
  }

  private void assertUnusable(String reason) {
    Answer order = service.post("/api/v1/backups", "{}");
    assertThat(order.status()).as("%s", order.body()).isEqualTo(503);
    assertThat(order.code()).isEqualTo("backup.vault-unavailable");
    assertThat(order.body().get("detail").asText())
        .contains("The vault default cannot be used, nothing is written to it", reason);
    assertThat(service.get(VAULT).get("failure").asText()).contains(reason);
    soon().until(() -> health().equals("DEGRADED"));
    assertThat(service.get("/health/readiness", null).statusCode())
        .as("who asks for a list is answered")
        .isEqualTo(200);
  }

  @Test
  void whatIsStartedWithAnEmptyFolderWritesNothingAndSaysSo() throws IOException {
    String id = backedUp();
    service.stop();
    unmount();
    service.start();

    assertUnusable("its mark is missing");
    assertThat(vault()).as("the bare mount point").isEmptyDirectory();
    Answer plan = service.post("/api/v1/restores", "{\"backup\":\"" + id + "\"}");
    assertThat(plan.status()).as("%s", plan.body()).isEqualTo(503);
    assertThat(plan.body().get("detail").asText()).contains("its mark is missing");
    soon()
        .untilAsserted(() ->
            assertThat(service.eventsOf(Topics.BACKUP, "default"))
                .anyMatch(event -> event.startsWith("backup.vault-unavailable@")));

    mount();
    soon().until(this::usable);
    assertThat(backedUp()).isNotEmpty();
    soon().until(() -> health().equals("UP"));
    soon()
        .untilAsserted(() ->
            assertThat(service.eventsOf(Topics.BACKUP, "default"))
                .anyMatch(event -> event.startsWith("backup.vault-available@")));
  }

  @Test
  void whatWasHalfWrittenWhenItWasUnmountedIsClearedOnceItIsBack() {
    reactions.put("backup:dumped:ledger", VaultMarkJourneyTest::unmount);
    String id = service.ordered("/api/v1/backups", "{}");

    JsonNode failed = service.ended("/api/v1/backups/" + id);

    assertThat(failed.get("state").asText()).as("%s", failed).isEqualTo("failed");
    assertThat(failed.get("failure").asText()).contains("the vault default cannot be used");
    assertThat(vault()).isEmptyDirectory();
    assertThat(away().resolve(id)).exists();
    mount();
    soon().until(() -> !Files.exists(vault().resolve(id)));
    assertThat(backedUp()).isNotEmpty();
  }

  @Test
  void aBackupWhoseFolderIsGoneIsNamedUntilItIsBack() {
    String id = backedUp();
    String path = "/api/v1/backups/" + id;
    move(vault().resolve(id), folder.resolve(id));

    soon().until(() -> !service.get(path).get("verified").asBoolean());
    soon()
        .untilAsserted(() ->
            assertThat(service.get(path).at("/verification/failure").asText())
                .contains("manifest.json of backup " + id + " is missing from the vault default"));

    move(folder.resolve(id), vault().resolve(id));
    soon().until(() -> service.get(path).get("verified").asBoolean());
  }

  @Test
  void aFailedVerificationIsAWarningWithBackupAndReason() throws IOException {
    String id = backedUp();
    Path manifest = vault().resolve(id).resolve("manifest.json");
    byte[] whole = Files.readAllBytes(manifest);
    Files.writeString(manifest, "{}");
    Logger logger = (Logger) LoggerFactory.getLogger("io.orchestratex.backup.capture");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      service.ordered("/api/v1/backups/" + id + "/verify", "");
      soon()
          .until(() ->
              service
                  .get("/api/v1/backups/" + id)
                  .at("/verification/state")
                  .asText()
                  .equals("failed"));
    } finally {
      logger.detachAppender(lines);
      Files.write(manifest, whole);
    }

    String reason = service.get("/api/v1/backups/" + id).at("/verification/failure").asText();
    assertThat(lines.list)
        .filteredOn(line -> line.getFormattedMessage().contains("verification of a backup failed"))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.getLevel()).isEqualTo(Level.WARN);
          assertThat(line.getKeyValuePairs())
              .extracting(pair -> pair.key, pair -> pair.value)
              .containsExactly(tuple("backup", id), tuple("reason", reason));
        });
  }

  @Test
  void anotherDiskIsUsedOnlyOnceAnAdminSaysSo() throws IOException {
    String id = backedUp();
    unmount();
    Files.createDirectory(vault().resolve("vault"));
    Files.writeString(
        vault().resolve("vault/mark.json"),
        "{\"vault_id\":\"00000000-0000-4000-8000-000000000000\"}");

    assertUnusable("it carries the mark of another vault, 00000000-0000-4000-8000-000000000000");
    assertThat(service.post(VAULT + "/accept", "").status()).isEqualTo(403);
    Answer accepted = service.call("POST", VAULT + "/accept", "", Role.ADMIN);

    assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(200);
    assertThat(accepted.body().get("usable").asBoolean()).isTrue();
    assertThat(vault().resolve(backedUp())).isDirectory();
    soon().until(() -> !service.get("/api/v1/backups/" + id).get("verified").asBoolean());
  }

  @Test
  void whatHoldsUsersAndKeysIsForAdminsOnly() {
    String id = backedUp();
    String body = "{\"backup\":\"" + id + "\"}";
    String export = "/api/v1/backups/" + id + "/export?target=ledger";

    Answer refused = service.call("GET", export, null, Role.OPERATOR);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("backup.admin-only");
    assertThat(refused.body().get("detail").asText())
        .contains(
            "The database shop holds users, keys and revocations and is exported by an admin");
    assertThat(service.get(export, RunningBackupService.token("root", Role.ADMIN)).statusCode())
        .isEqualTo(200);

    assertThat(service.post("/api/v1/restores", body).body().at("/plan/warnings").toString())
        .contains("shop holds users, keys and revocations: only an admin restores it");
    String confirmation = service.confirmation(body);
    assertThat(service.post("/api/v1/restores", confirmation).code())
        .isEqualTo("restore.admin-only");
    Answer restore = service.call("POST", "/api/v1/restores", confirmation, Role.ADMIN);
    assertThat(restore.status()).as("%s", restore.body()).isEqualTo(202);
    service.ended("/api/v1/restores/" + restore.body().get("id").asText());
  }

  @Test
  void aVaultOfAnEarlierVersionIsKnownByItsBackups() throws IOException {
    backedUp();
    service.stop();
    service.sql("DELETE FROM vaults");
    Files.delete(vault().resolve("vault/mark.json"));
    unmount();
    service.start();
    assertUnusable("it has no mark, and none of its");
    assertThat(vault()).isEmptyDirectory();

    mount();
    soon().until(this::usable);
    assertThat(vault().resolve("vault/mark.json")).exists();
    try (Stream<Path> files = Files.walk(vault())) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file ->
              assertThat(
                      java.nio.file.attribute.PosixFilePermissions.toString(
                          Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
  }
}
