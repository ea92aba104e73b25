package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.RunningBackupService.Target;
import io.orchestratex.backup.engine.ledger.Ledger;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A restore that can neither go on nor back, because its target is not in the settings any more.
 */
class GiveUpTest {

  private static final String TARGET = "ledger";

  @TempDir static Path folder;

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @AfterEach
  void rest() {
    ObserverRelay.watching = (job, point) -> {};
  }

  private static Path file(String database) {
    return folder.resolve(TARGET).resolve(database + ".ledger");
  }

  @Test
  void aRestoreWhoseTargetIsGoneIsGivenUpAndNamesWhatItLeaves() throws Exception {
    fill();
    String uri = "ledger://ann:hidden@localhost" + folder.resolve(TARGET);
    try (RunningBackupService service =
        new RunningBackupService(
            "giveup",
            folder,
            List.of(new Target(TARGET, TARGET, uri), new Target("other", TARGET, uri)))) {
      String body = "{\"targets\":[\"ledger\"]}";
      String backup = service.backedUp(body).get("id").asText();
      CountDownLatch half = new CountDownLatch(1);
      ObserverRelay.watching =
          (job, point) -> {
            if (point.equals("applied:swap shop.ledger")) {
              half.countDown();
              throw new Killed();
            }
          };
      String id = service.confirmed("{\"backup\":\"" + backup + "\"}");
      assertThat(half.await(30, TimeUnit.SECONDS)).isTrue();
      service.stop();
      service.forget(TARGET);
      service.start();
      String path = "/api/v1/restores/" + id;
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              service.get(path).get("waits_for").toString().contains("There is no target ledger"));
      assertThat(service.get(path).get("state").asText()).isEqualTo("swapping");
      assertThat(service.post(path + "/cancel", "").code()).isEqualTo("restore.too-late-to-cancel");

      Answer left = service.post(path + "/give-up", "");

      assertThat(left.status()).as("%s", left.body()).isEqualTo(200);
      assertThat(left.body().get("state").asText()).isEqualTo("rollback_failed");
      assertThat(left.body().get("failure").asText())
          .contains(
              "given up by ann; on ledger: ",
              "swap shop.ledger",
              "swap stock.ledger",
              "look for files that begin with ox_old_" + id,
              "also in backup " + left.body().get("safety_backup").asText());
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(service.eventsOf(Topics.RESTORE, id))
                  .extracting(event -> event.replaceAll("@.*", ""))
                  .endsWith("restore.rollback-failed"));
    }
  }

  private static void fill() throws IOException {
    Files.createDirectories(folder.resolve(TARGET));
    Ledger.write(file("shop"), new Ledger().add("orders", "1 wheel"));
    Ledger.write(file("stock"), new Ledger().add("parts", "1 wheel"));
  }
}
