package io.orchestratex.backup;

import static io.orchestratex.backup.SampleTargets.LEDGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FlatVaultType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One vault of several that is named, and what copies say about what can be restored. */
abstract class CopyChoiceCases extends CopyFaultCases {

  /** The vault that a restore, a drill and a check are told, and no other one. */
  @Test
  void oneVaultIsNamedAndOnlyThatOneIsRead() throws IOException {
    write("named");
    String before = samples.picture(LEDGER);
    String backup = backedUp();
    copied(backup, "offsite");
    String chosen = "{\"backup\":\"" + backup + "\",\"vault\":\"%s\"";
    JsonNode plan =
        service.post("/api/v1/restores", chosen.formatted("offsite") + "}").body().get("plan");
    assertThat(plan.get("vault").asText()).isEqualTo("offsite");
    var other =
        service.post(
            "/api/v1/restores",
            "{\"backup\":\"%s\",\"confirm\":true,\"plan_token\":\"%s\"}"
                .formatted(backup, plan.get("token").asText()));
    assertThat(other.code()).as("the plan of another vault").isEqualTo("restore.plan-stale");
    assertThat(service.post("/api/v1/restores", chosen.formatted("third") + "}").pointers())
        .containsExactly("/vault");
    String drills = "/api/v1/drills";
    assertThat(service.post(drills, chosen.formatted("third") + "}").pointers())
        .containsExactly("/vault");
    assertThat(
            service
                .post(drills, chosen.formatted("offsite") + ",\"dry_run\":true}")
                .body()
                .at("/plan/vault")
                .asText())
        .isEqualTo("offsite");
    damageNewestPack();
    samples.damage(LEDGER);

    JsonNode failed = service.restored(chosen.formatted("default") + "}");
    JsonNode restore = service.restored(chosen.formatted("offsite") + "}");

    assertThat(failed.get("state").asText()).as("%s", failed).isEqualTo("failed");
    assertThat(failed.get("vault").asText()).isEqualTo("default");
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(restore.get("vault").asText()).isEqualTo("offsite");
    assertThat(samples.picture(LEDGER)).isEqualTo(before);
    JsonNode drill = service.ended("/api/v1/drills/" + drilled(backup, "offsite"));
    assertThat(drill.get("result").asText()).as("%s", drill).isEqualTo("passed");
    assertThat(drill.get("vault").asText()).isEqualTo("offsite");
    assertThat(checked(backup, "offsite", "copy_verification").get("state").asText())
        .isEqualTo("succeeded");
    assertThat(checked(backup, "default", "verification").get("state").asText())
        .isEqualTo("failed");
    assertThat(service.post("/api/v1/backups/" + backup + "/verify?vault=third", "").pointers())
        .containsExactly("?vault");
  }

  private String drilled(String backup, String vault) {
    var answer =
        service.post(
            "/api/v1/drills", "{\"backup\":\"%s\",\"vault\":\"%s\"}".formatted(backup, vault));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.body().get("id").asText();
  }

  private JsonNode checked(String backup, String vault, String field) {
    String path = "/api/v1/backups/" + backup;
    service.ordered(path + "/verify?vault=" + vault, "");
    await("check of " + vault)
        .atMost(LIMIT)
        .until(() ->
            List.of("succeeded", "failed")
                .contains(service.get(path).at("/" + field + "/state").asText()));
    JsonNode check = service.get(path).get(field);
    assertThat(check.get("vault").asText()).isEqualTo(vault);
    return check;
  }

  @Test
  void aDamagedCopySaysNothingAboutTheBackupAndIsMadeAgain() throws IOException {
    write("a copy is damaged");
    String backup = backedUp();
    copied(backup, "offsite");
    FlatVaultType.faults =
        (call, what) -> what.startsWith("create " + backup + "/") ? Fault.ERROR : null;
    offsite.delete(backup + "/manifest.json");

    JsonNode check = checked(backup, "offsite", "copy_verification");

    assertThat(check.get("state").asText()).isEqualTo("failed");
    JsonNode view = service.get("/api/v1/backups/" + backup);
    assertThat(view.get("verified").asBoolean()).as("that check was of the copy").isTrue();
    assertThat(view.get("good").asBoolean()).isTrue();
    FlatVaultType.faults = (call, what) -> null;
    awaited(backup, "offsite", "complete");

    for (String key : offsite.list(backup + "/", "", 10).keys()) {
      if (!key.endsWith("manifest.json")) {
        offsite.delete(key);
      }
    }
    JsonNode drill = service.ended("/api/v1/drills/" + drilled(backup, "offsite"));

    assertThat(drill.get("result").asText()).as("%s", drill).isEqualTo("not_carried_out");
    assertThat(drill.get("failure").asText()).contains("the copy in the vault offsite is damaged");
    assertThat(service.get("/api/v1/backups/" + backup).get("good").asBoolean()).isTrue();
    awaited(backup, "offsite", "complete");
  }

  @Test
  void aTargetCanBeRestoredWhileOneVaultWithItsBackupIsThere() throws IOException {
    write("restorable");
    String backup = backedUp();
    copied(backup, "offsite");
    Path away = folder.resolve("away");
    move(folder.resolve("vault"), away);
    try {
      JsonNode target = service.get("/api/v1/targets/ledger");
      assertThat(target.at("/last_good_backup/id").asText()).isEqualTo(backup);
      assertThat(target.at("/last_good_backup/vaults").toString())
          .isEqualTo("[\"default\",\"offsite\"]");
      assertThat(target.at("/restorable/verdict").asText()).isEqualTo("good");
      assertThat(target.at("/restorable/reason").asText())
          .contains("It is in default and in offsite. default cannot be used now:");
      assertThat(vaultCheck().get("state").asText()).isEqualTo("warning");
      assertThat(vaultCheck().get("reason").asText()).startsWith("The vault offsite hands it out.");
    } finally {
      move(away, folder.resolve("vault"));
    }
    assertThat(vaultCheck().get("reason").asText())
        .isEqualTo("The vault default hands it out. It is in default and in offsite.");
  }

  private JsonNode vaultCheck() {
    for (JsonNode target : service.get("/api/v1/readiness").get("items")) {
      for (JsonNode check : target.get("checks")) {
        if (target.get("target").asText().equals(LEDGER)
            && check.get("name").asText().equals("vault")) {
          return check;
        }
      }
    }
    throw new AssertionError("no check of the vault");
  }

  /** The newest one: nothing else is in it. */
  static void damageNewestPack() throws IOException {
    try (Stream<Path> packs = Files.list(folder.resolve("vault").resolve("packs"))) {
      Path newest =
          packs.max(Comparator.comparing(pack -> pack.toFile().lastModified())).orElseThrow();
      byte[] bytes = Files.readAllBytes(newest);
      bytes[bytes.length - 1] ^= 1;
      Files.write(newest, bytes);
    }
  }
}
