package io.orchestratex.alert.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.contracts.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept on disk, delivered from there and stored, with the real log channel and store. */
class StandbyTest {

  @TempDir Path folder;
  private final RunningService service = RunningService.shared();
  private final String name = "standby-" + UUID.randomUUID();
  private StandbySettings settings;
  private Channel log;

  @BeforeEach
  void prepare() {
    settings = new StandbySettings(folder.toString());
    log =
        service.server().getApplicationContext().getBeansOfType(Channel.class).stream()
            .filter(channel -> channel.name().equals("log"))
            .findFirst()
            .orElseThrow();
  }

  /** One life of a process. */
  private final class Life implements AutoCloseable {
    final StandbyFiles files = new StandbyFiles(settings, service.bean(ObjectMapper.class));
    final Standby standby = new Standby(files, List.of(log), InstantSource.system());

    Life() {
      standby.remember(new LastKnown(List.of(), log.receivers()));
      standby.start();
    }

    @Override
    public void close() throws InterruptedException {
      standby.stop();
      files.close();
    }
  }

  private Firing firing() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new Firing(
        "target-down",
        name,
        Severity.CRITICAL,
        name + " cannot be measured",
        Map.of("alertname", "target-down", "target", name),
        Map.of(),
        now,
        now);
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(service.alertLog()).stream()
          .filter(line -> line.contains(name))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private List<JsonNode> deliveries() {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode row : service.get("/api/v1/notifications?limit=100").path("items")) {
      if (row.path("message").asText().contains(name)) {
        found.add(row);
      }
    }
    return found;
  }

  @Test
  void isDeliveredOnceAndStoredOnceAcrossADeathOfTheProcess() throws Exception {
    Firing firing = firing();
    try (Life first = new Life()) {
      first.standby.storeIsAway();
      first.standby.raise(firing);
      first.standby.raise(firing);
      await().until(() -> lines().size() == 1);
      await().until(() -> first.standby.contains(key("firing", firing)));
    }
    StandbyStore store = service.bean(StandbyStore.class);
    try (Life second = new Life()) {
      second.standby.storeIsAway();
      assertThat(second.standby.isOpen(firing.fingerprint())).isTrue();
      assertThat(second.standby.end(firing.fingerprint(), "It answers again.")).isTrue();
      await().until(() -> lines().size() == 2);
      await().until(() -> second.standby.contains(key("resolved", firing)));

      List<StandbyAlert> kept = second.files.alerts();
      second.standby.storeIsBack(store);
      assertThat(second.files.alerts()).isEmpty();
      // The process may have died before it knew that this was stored.
      kept.forEach(store::keep);
    }
    String id = StandbyAlert.idOf(firing);
    assertThat(service.alertsAbout(name))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.path("id").asText()).isEqualTo(id);
          assertThat(alert.path("resolution").asText()).isEqualTo("It answers again.");
          assertThat(alert.path("case_id").asText()).isNotEmpty();
        });
    assertThat(deliveries())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.path("state").asText()).isEqualTo("delivered"));
    assertThat(lines()).hasSize(2);
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(service.eventsOf(Topics.ALERT, id))
                .containsExactly("alert.fired@1", "alert.resolved@2"));
  }

  @Test
  void whatTheRegularIntakeFindsAgainIsNotRaisedASecondTime() throws Exception {
    Firing firing = firing();
    StandbyStore store = service.bean(StandbyStore.class);
    try (Life life = new Life()) {
      life.standby.storeIsAway();
      life.standby.raise(firing);
      life.standby.end(firing.fingerprint(), "It answers again.");
      await().until(() -> lines().size() == 2);
      life.standby.storeIsBack(store);
    }

    store.raise(firing);

    assertThat(service.alertsAbout(name)).hasSize(1);
    assertThat(deliveries()).hasSize(2);
  }

  @Test
  void processesThatShareAFolderHaveAPlaceEachAndTheNextOneAdoptsWhatADeadOneLeft()
      throws Exception {
    Firing firing = firing();
    try (Life alive = new Life()) {
      Life dead = new Life();
      dead.standby.raise(firing);
      dead.close();

      assertThat(alive.standby.isOpen(firing.fingerprint())).isFalse();
      assertThat(alive.files.alerts())
          .extracting(StandbyAlert::fingerprint)
          .containsExactly(firing.fingerprint());
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("0").resolve("last-known.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aFolderThatCannotBeWrittenHoldsNothingUp() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    settings = new StandbySettings(file.toString());
    Firing firing = firing();
    try (Life life = new Life()) {
      life.standby.storeIsAway();
      life.standby.raise(firing);

      await().until(() -> lines().size() == 1);
    }
  }

  private static String key(String state, Firing firing) {
    return "log-" + firing.fingerprint() + "-" + firing.startsAt().toEpochMilli() + "-" + state;
  }
}
