package io.orchestratex.backup;

import static io.orchestratex.backup.SampleTargets.LEDGER;
import static io.orchestratex.backup.SampleTargets.NOTEBOOK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ledger.Ledger;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two engines that the service has never heard of, each a folder of the test tree: what an engine
 * adds is its folder. The one restores by swapping files, the other in place.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleEngineJourneyTest {

  @TempDir static Path folder;
  private SampleTargets samples;
  private RunningBackupService service;

  @BeforeAll
  void start() throws IOException {
    samples = new SampleTargets(folder);
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
  void everyPointWasReached() {
    samples.assertAllReached();
  }

  private String backedUp(String target) {
    return service.backedUp("{\"targets\":[\"" + target + "\"]}").get("id").asText();
  }

  private static String body(String backup, String more) {
    return "{\"backup\":\"" + backup + "\"" + more + "}";
  }

  @ParameterizedTest
  @ValueSource(strings = {LEDGER, NOTEBOOK})
  void whatWasDamagedIsRestoredExactly(String target) throws Exception {
    String before = samples.picture(target);
    String backup = backedUp(target);
    samples.damage(target);
    assertThat(samples.picture(target)).isNotEqualTo(before);

    JsonNode plan = service.post("/api/v1/restores", body(backup, "")).body().get("plan");
    assertThat(plan.at("/targets/0/way").asText())
        .isEqualTo(target.equals(LEDGER) ? "file swap" : "in place");
    assertThat(plan.get("warnings").toString()).contains(target + ": a " + target + " is a sample");
    assertThat(plan.get("obstacles")).isEmpty();
    assertThat(plan.at("/targets/0/objects/1").toString())
        .contains("\"name\":\"shop.orders\"", "\"backup_count\":101", "\"action\":\"replace\"");

    JsonNode restore = service.restored(body(backup, ""));

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(restore.at("/report/objects")).hasSize(3);
    assertThat(restore.at("/report/equal").asBoolean()).isTrue();
    assertThat(samples.picture(target)).as("exact, and nothing is left over").isEqualTo(before);
    var export =
        service.download(
            "/api/v1/backups/" + backup + "/export?target=" + target + "&database=shop");
    assertThat(export.statusCode()).isEqualTo(200);
    assertThat(export.headers().firstValue("Content-Disposition").orElse(""))
        .contains(target.equals(LEDGER) ? ".ledger.dump" : ".notebook");
  }

  @ParameterizedTest
  @ValueSource(strings = {LEDGER, NOTEBOOK})
  void whatIsNotAsTheBackupSaysIsRolledBack(String target) {
    String backup = backedUp(target);
    samples.damage(target);
    String damaged = samples.picture(target);
    samples.at(
        "applied:" + SampleTargets.move(target),
        () -> {
          try {
            Path other = folder.resolve("other");
            Ledger.write(other, new Ledger().add("orders", "another program's"));
            Files.move(other, samples.file(target, "shop"), StandardCopyOption.ATOMIC_MOVE);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });

    JsonNode restore = service.restored(body(backup, ""));

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("rolled_back");
    assertThat(restore.get("failure").asText())
        .contains(target.equals(LEDGER) ? "is not what was loaded" : "shop.empty is missing");
    assertThat(samples.picture(target)).isEqualTo(damaged);
  }

  @ParameterizedTest
  @ValueSource(strings = {LEDGER, NOTEBOOK})
  void aRestoreWhoseWorkerDiesAnywhereEndsWell(String target) {
    String before = samples.picture(target);
    String backup = backedUp(target);
    for (String point :
        List.of(
            "loaded:" + target,
            "compared",
            "swapping",
            "applied:" + SampleTargets.move(target),
            "confirmed",
            "in_place")) {
      samples.damage(target);
      samples.at(
          point,
          () -> {
            throw new SampleTargets.Killed();
          });

      JsonNode restore = service.restored(body(backup, ""));

      assertThat(restore.get("state").asText()).as("%s %s", point, restore).isEqualTo("succeeded");
      assertThat(restore.get("attempt").asInt()).as(point).isEqualTo(2);
      assertThat(samples.picture(target)).as(point).isEqualTo(before);
    }
  }

  /** The copy to put back is moved out of the way, for longer than a job has attempts. */
  private String restoreThatCannotGoBack(String backup) {
    samples.at(
        "applied:" + SampleTargets.move(NOTEBOOK),
        () -> {
          samples.damage(NOTEBOOK);
          moveCopy(
              samples.copyOf(NOTEBOOK, "ox_kept_"), samples.copyOf(NOTEBOOK, "ox_kept_") + ".away");
        });
    String id = service.confirmed(body(backup, ""));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            service
                .get("/api/v1/restores/" + id)
                .get("waits_for")
                .toString()
                .contains("rolling back failed"));
    return id;
  }

  private static void moveCopy(String from, String to) {
    try {
      Files.move(folder.resolve(NOTEBOOK).resolve(from), folder.resolve(to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatCannotBeRolledBackIsTriedUntilItCan() throws IOException {
    String backup = backedUp(NOTEBOOK);
    samples.damage(NOTEBOOK);
    String damaged = samples.picture(NOTEBOOK);
    String id = restoreThatCannotGoBack(backup);
    String path = "/api/v1/restores/" + id;
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> service.get(path).get("attempt").asInt() > 6); // Five are the bound of others.

    JsonNode between = service.get(path);
    assertThat(between.get("state").asText()).isEqualTo("rolling_back");
    assertThat(service.post(path + "/cancel", "").code()).isEqualTo("restore.too-late-to-cancel");
    String away = samples.copyOf(".", "ox_kept_");
    Files.move(folder.resolve(away), folder.resolve(NOTEBOOK).resolve(away.replace(".away", "")));

    JsonNode restore = service.ended(path);
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("rolled_back");
    assertThat(restore.get("failure").asText())
        .startsWith("Rolled back, all data is as it was before: shop.orders");
    assertThat(samples.picture(NOTEBOOK)).isEqualTo(damaged);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(
                    service.eventsOf(Topics.RESTORE, id).stream().map(e -> e.replaceAll("@.*", "")))
                .contains("restore.rollback-failed")
                .doesNotContain("restore.failed")
                .endsWith("restore.rolled-back"));
  }

  /** A folder within the copy, which a notebook does not remove. */
  @Test
  void whatCannotBeCleanedUpIsToldAndGoesWithTheNextRestore() throws IOException {
    String before = samples.picture(NOTEBOOK);
    String backup = backedUp(NOTEBOOK);
    samples.damage(NOTEBOOK);
    String shop = SampleTargets.content(samples.file(NOTEBOOK, "shop"));
    samples.at(
        "compared",
        () -> {
          try {
            Path copy = folder.resolve(NOTEBOOK).resolve(samples.copyOf(NOTEBOOK, "ox_kept_"));
            Files.createDirectories(copy.resolve("held/inside"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          throw new EngineException("sample.fault", "it fails on purpose");
        });

    JsonNode failed = service.restored(body(backup, ""));

    assertThat(failed.get("state").asText()).as("%s", failed).isEqualTo("failed");
    assertThat(failed.get("failure").asText())
        .startsWith("it fails on purpose; what it loaded remains on [notebook], under")
        .contains("ox_kept_" + failed.get("id").asText());
    assertThat(SampleTargets.content(samples.file(NOTEBOOK, "shop")))
        .as("nothing was changed")
        .isEqualTo(shop);

    Path kept = folder.resolve(NOTEBOOK).resolve(samples.copyOf(NOTEBOOK, "ox_kept_"));
    Files.delete(kept.resolve("held/inside"));
    Files.delete(kept.resolve("held"));
    JsonNode next = service.restored(body(backup, ""));
    assertThat(next.get("state").asText()).as("%s", next).isEqualTo("succeeded");
    assertThat(samples.picture(NOTEBOOK)).as("nothing is left over").isEqualTo(before);
  }

  @Test
  void aPersonGivesUpWhatCannotBeRolledBack() throws IOException {
    String id = restoreThatCannotGoBack(backedUp(NOTEBOOK));
    String path = "/api/v1/restores/" + id;

    Answer left = service.post(path + "/give-up", "");

    assertThat(left.status()).as("%s", left.body()).isEqualTo(200);
    assertThat(left.body().get("state").asText()).isEqualTo("rollback_failed");
    assertThat(left.body().get("failure").asText())
        .startsWith("Not rolled back, some data is restored and some is not: given up by ann; ");
    assertThat(service.post(path + "/give-up", "").code()).isEqualTo("job.nothing-to-give-up");
    assertThat(service.get("/api/v1/restores?state=rollback_failed").at("/items/0/id").asText())
        .isEqualTo(id);
    assertThat(backedUp(NOTEBOOK)).as("others may use the target again").isNotEmpty();
    Files.move(
        folder.resolve(samples.copyOf(".", "ox_kept_")),
        folder.resolve("given up " + id)); // Out of sight.
  }

  @Test
  void oneDatabaseIsRestoredWhereTheEngineCan() throws IOException {
    String backup = backedUp(NOTEBOOK);
    String stock = SampleTargets.content(samples.file(NOTEBOOK, "stock"));
    samples.damage(NOTEBOOK);
    String shop = SampleTargets.content(samples.file(NOTEBOOK, "shop"));

    JsonNode restore = service.restored(body(backup, ",\"databases\":[\"stock\"]"));

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(SampleTargets.content(samples.file(NOTEBOOK, "stock"))).isEqualTo(stock);
    assertThat(SampleTargets.content(samples.file(NOTEBOOK, "shop"))).isEqualTo(shop);
  }

  private static void assertRefused(Answer answer, String code, String pointer, String detail) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
    assertThat(answer.body().get("code").asText()).isEqualTo(code);
    assertThat(answer.body().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    assertThat(answer.body().at("/errors/0/detail").asText()).contains(detail);
  }

  @Test
  void whatAnEngineCannotDoIsSaidByTheApiAndThePlan() {
    JsonNode targets = service.get("/api/v1/targets").get("items");
    assertThat(targets.at("/0/scopes").toString()).isEqualTo("[\"server\"]");
    assertThat(targets.at("/1/scopes").toString()).isEqualTo("[\"server\",\"database\"]");

    String both = service.backedUp("{}").get("id").asText();
    assertRefused(
        service.post(
            "/api/v1/restores", body(both, ",\"targets\":[\"ledger\"],\"databases\":[\"shop\"]")),
        "restore.scope-unsupported",
        "/targets/0",
        "cannot be restored by single databases; ledger restores by server");
    assertRefused(
        service.post("/api/v1/restores", body(both, ",\"collections\":[\"shop.orders\"]")),
        "restore.scope-unsupported",
        "/collections",
        "restored in larger parts only");
    JsonNode plan =
        service
            .post("/api/v1/restores", body(both, ",\"databases\":[\"shop\"]"))
            .body()
            .get("plan");
    assertThat(plan.get("targets")).hasSize(1);
    assertThat(plan.at("/targets/0/target").asText()).isEqualTo(NOTEBOOK);
    assertThat(plan.get("warnings").toString())
        .contains("ledger: is left out; it cannot be restored by single databases");
    assertThat(plan.toString()).doesNotContain("hidden");
  }

  @Test
  void whoNamesAnEngineRestoresItsTargetsAlone() {
    String before = samples.picture(LEDGER);
    String both = service.backedUp("{}").get("id").asText();
    samples.damage(LEDGER);
    samples.damage(NOTEBOOK);
    String damaged = samples.picture(NOTEBOOK);

    JsonNode restore = service.restored(body(both, ",\"engines\":[\"ledger\"]"));

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(samples.picture(LEDGER)).isEqualTo(before);
    assertThat(samples.picture(NOTEBOOK)).isEqualTo(damaged);
    assertRefused(
        service.post("/api/v1/restores", body(both, ",\"engines\":[\"ledger\",\"oracle\"]")),
        "restore.engine-unknown",
        "/engines/1",
        "is the engine of no target: oracle; there are [ledger, notebook]");
    assertRefused(
        service.post(
            "/api/v1/restores", body(both, ",\"engines\":[\"ledger\"],\"targets\":[\"ledger\"]")),
        "restore.targets-and-engines",
        "/engines",
        "leave one of them out");
  }

  /** The newest good backup of all is then one of which nothing can be drilled. */
  @Test
  void aDrillOfEverythingLeavesOutWhatCannotBeDrilledAndSaysSo() {
    String drills = "/api/v1/drills";
    String both = service.backedUp("{}").get("id").asText();
    String notebook = backedUp(NOTEBOOK);

    JsonNode plan = service.post(drills, "{\"dry_run\":true}").body().get("plan");
    JsonNode drill = service.ended(drills + "/" + service.ordered(drills, "{}"));

    assertThat(plan.get("backup").asText()).isEqualTo(both);
    assertThat(plan.get("obstacles")).isEmpty();
    assertThat(drill.get("state").asText()).as("%s", drill).isEqualTo("succeeded");
    assertThat(drill.get("targets").toString()).isEqualTo("[\"ledger\"]");
    for (JsonNode each : List.of(plan, drill)) {
      assertThat(each.at("/left_out/0/target").asText()).isEqualTo(NOTEBOOK);
      assertThat(each.at("/left_out/0/reason").asText())
          .isEqualTo("no server of notebook can be started for a drill");
    }
    assertRefused(
        service.post(drills, body(both, ",\"targets\":[\"ledger\",\"notebook\"]")),
        "drill.engine-unsupported",
        "/targets/1",
        "notebook cannot be drilled");
    Answer nothing = service.post(drills, body(notebook, ""));
    assertThat(nothing.status()).isEqualTo(409);
    assertThat(nothing.body().get("detail").asText())
        .contains("Nothing of backup " + notebook + " can be drilled");
  }

  @Test
  void aBadTargetStopsTheStartAndIsNamed() {
    String targets = "orchestratex.backup.targets.";
    assertThatThrownBy(() -> service.run(Map.of(targets + "ledger.adress", "hidden")).close())
        .hasStackTraceContaining("Unknown setting " + targets + "ledger.adress")
        .hasStackTraceContaining(targets + "*.uri");
    assertThatThrownBy(() -> service.run(Map.of(targets + "other.engine", "oracle")).close())
        .hasStackTraceContaining(targets + "other.uri is missing");
  }

  @Test
  void aTargetThatIsAnotherEngineNowIsNotRestored() throws IOException {
    String backup = backedUp(LEDGER);
    String ledger = "orchestratex.backup.targets.ledger.";
    Map<String, Object> changed =
        Map.of(
            ledger + "engine",
            NOTEBOOK,
            ledger + "uri",
            samples.target(NOTEBOOK).uri(),
            "orchestratex.backup.job.workers",
            0);
    try (ApplicationContext other = service.run(changed)) {
      URI address = other.getBean(EmbeddedServer.class).start().getURI();

      Answer refused =
          Answer.of(
              service.send(
                  HttpRequest.newBuilder(address.resolve("/api/v1/restores"))
                      .header("Authorization", "Bearer " + service.token("ann", Role.OPERATOR))
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(body(backup, "")))));

      assertThat(refused.status()).as("%s", refused.body()).isEqualTo(409);
      assertThat(refused.body().get("code").asText()).isEqualTo("restore.engine-differs");
      assertThat(refused.body().get("detail").asText())
          .contains("Target ledger is notebook now and was ledger when the backup was taken");
    }
  }

  @Test
  void whatPreventsARestoreIsInThePlanAndRefusesItsConfirmation() throws IOException {
    String backup = backedUp(LEDGER);
    Files.delete(samples.file(LEDGER, "stock"));
    Files.createDirectory(samples.file(LEDGER, "stock"));
    try {
      JsonNode plan = service.post("/api/v1/restores", body(backup, "")).body().get("plan");
      assertThat(plan.at("/obstacles/0").asText())
          .contains("ledger: ", "stock.ledger is a folder; remove it, then restore again");

      Answer confirmed = service.post("/api/v1/restores", service.confirmation(body(backup, "")));

      assertThat(confirmed.status()).isEqualTo(409);
      assertThat(confirmed.body().get("code").asText()).isEqualTo("restore.obstacle");
      assertThat(confirmed.body().get("detail").asText()).contains("stock.ledger is a folder");
    } finally {
      Files.delete(samples.file(LEDGER, "stock"));
    }
  }
}
