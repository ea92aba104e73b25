package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FlatVaultType;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What may go wrong with a copy: workers that die, lost replies, vaults that are away or full. */
abstract class CopyFaultCases extends CopiedBackups {

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
}
