package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobObserver;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Damaged artifacts, dying and sleeping workers, a full vault, people who change their mind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@LongRunning("a worker dies at each point of a backup and of a restore, each on real engines")
class FaultTest {

  @TempDir static Path folder;
  private final Death death = new Death();
  private SampleData data;
  private RunningBackupService service;

  /** Ends a worker's thread at a point as a kill would: nothing of its own cleans up after it. */
  private final class Death implements JobObserver {
    final AtomicReference<String> at = new AtomicReference<>("");
    final AtomicReference<String> sleepAt = new AtomicReference<>("");
    volatile CountDownLatch asleep = new CountDownLatch(1);
    volatile CountDownLatch awake = new CountDownLatch(1);

    @Override
    public void reached(Job job, String point) {
      String name = job.kind() + ":" + point;
      if (name.equals(at.get())) {
        at.set("");
        service.leaseOfKilledRunsOut(job);
        throw new Killed(name);
      }
      if (name.equals(sleepAt.get())) {
        sleepAt.set("");
        asleep.countDown();
        try {
          boolean woken = awake.await(30, TimeUnit.SECONDS);
          assertThat(woken).isTrue();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String at) {
      super(at);
    }
  }

  @BeforeAll
  void start() {
    data = new SampleData();
    service = new RunningBackupService("faults", folder, data.database);
    ObserverRelay.watching = death;
  }

  @AfterEach
  void rest() {
    death.at.set("");
    death.sleepAt.set("");
  }

  @AfterAll
  void stop() {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
    data.close();
  }

  private Path vault(String id) {
    return folder.resolve("vault").resolve(id);
  }

  private static Path file(Path backup, String target) throws IOException {
    try (Stream<Path> files = Files.list(backup)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(target))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void flip(Path file, long offset) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var one = java.nio.ByteBuffer.allocate(1);
      channel.read(one, offset);
      one.put(0, (byte) (one.get(0) ^ 0x10)).rewind();
      channel.write(one, offset);
    }
  }

  private static void cut(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private interface Mutation {
    void apply(Path backup) throws IOException;
  }

  /** What is done to a backup, and what must be said of it. */
  private static Map<String, Map.Entry<Mutation, String>> mutations() {
    Map<String, Map.Entry<Mutation, String>> all = new LinkedHashMap<>();
    for (String target : List.of("mongodb", "postgresql")) {
      all.put("bit in the header of " + target, Map.entry(b -> flip(file(b, target), 5), target));
      all.put(
          "bit in the middle of " + target,
          Map.entry(b -> flip(file(b, target), Files.size(file(b, target)) / 2), target));
      all.put(
          "last bit of " + target,
          Map.entry(b -> flip(file(b, target), Files.size(file(b, target)) - 1), target));
      all.put(
          target + " cut by a byte",
          Map.entry(b -> cut(file(b, target), Files.size(file(b, target)) - 1), "is cut"));
      all.put(target + " cut to nothing", Map.entry(b -> cut(file(b, target), 0), "is cut"));
      all.put(
          target + " with extra bytes",
          Map.entry(
              b -> Files.write(file(b, target), new byte[7], StandardOpenOption.APPEND),
              "7 extra bytes"));
      all.put(
          target + " a folder",
          Map.entry(
              b -> {
                Path there = file(b, target);
                Files.delete(there);
                Files.createDirectory(there);
              },
              "is a folder, not a file"));
      all.put(target + " missing", Map.entry(b -> Files.delete(file(b, target)), "is missing"));
    }
    all.put("files swapped", Map.entry(FaultTest::swap, "files are swapped"));
    all.put(
        "manifest edited",
        Map.entry(
            b -> {
              Path manifest = b.resolve("manifest.json");
              Files.writeString(
                  manifest, Files.readString(manifest).replace("\"count\":5000", "\"count\":4999"));
            },
            "manifest.json"));
    all.put("manifest cut", Map.entry(b -> cut(b.resolve("manifest.json"), 100), "manifest.json"));
    return all;
  }

  /** Makes one file as long as the other first, so that only the content tells. */
  private static void swap(Path backup) throws IOException {
    Path first = file(backup, "mongodb");
    Path second = file(backup, "postgresql");
    Path between = backup.resolve("between");
    Files.move(first, between);
    Files.move(second, first);
    Files.move(between, second);
  }

  @Test
  void everyDamageIsNamedAndStopsARestoreBeforeItTouchesAnything() throws IOException {
    String id = service.backedUp("{}").get("id").asText();
    Path kept = copy(vault(id), folder.resolve("kept"));
    String before = data.picture();
    Map<String, String> said = new LinkedHashMap<>();
    for (var mutation : mutations().entrySet()) {
      mutation.getValue().getKey().apply(vault(id));
      service.ordered("/api/v1/backups/" + id + "/verify", "");
      JsonNode verification = verified(id);
      assertThat(verification.get("state").asText()).as(mutation.getKey()).isEqualTo("failed");
      assertThat(verification.get("failure").asText())
          .as(mutation.getKey())
          .contains(mutation.getValue().getValue());
      said.put(mutation.getKey(), verification.get("failure").asText());
      var answer = service.post("/api/v1/restores", "{\"backup\":\"" + id + "\"}");
      if (answer.status() == 200) {
        JsonNode restore = service.restored("{\"backup\":\"" + id + "\"}");
        assertThat(restore.get("state").asText()).as(mutation.getKey()).isEqualTo("failed");
        assertThat(restore.has("safety_backup")).as("nothing was begun").isFalse();
      } else {
        assertThat(answer.body().get("code").asText()).isEqualTo("backup.damaged");
      }
      copy(kept, vault(id));
    }
    assertThat(said).hasSize(19);
    assertThat(data.picture()).isEqualTo(before);
    assertThat(data.leftovers()).isEmpty();
    service.ordered("/api/v1/backups/" + id + "/verify", "");
    assertThat(verified(id).get("state").asText()).isEqualTo("succeeded");
  }

  private JsonNode verified(String id) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(30))
        .until(() ->
            List.of("failed", "succeeded")
                .contains(service.get("/api/v1/backups/" + id).at("/verification/state").asText()));
    return service.get("/api/v1/backups/" + id).get("verification");
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    List<Path> stale = new ArrayList<>();
    try (Stream<Path> files = Files.list(to)) {
      files.forEach(stale::add);
    }
    for (Path each : stale) {
      Files.delete(each);
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return to;
  }

  @Test
  void aWrongKeyIsNamedAtOnce() throws IOException {
    String id = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    Path key = folder.resolve("backup.key");
    Path kept = folder.resolve("right.key");
    service.stop();
    Files.move(key, kept);
    try {
      service.start();
      service.ordered("/api/v1/backups/" + id + "/verify", "");
      assertThat(verified(id).get("failure").asText())
          .contains("was encrypted with key", "use the right key file");
      assertThat(
              service
                  .post("/api/v1/restores", "{\"backup\":\"" + id + "\"}")
                  .body()
                  .get("detail")
                  .asText())
          .contains("use the right key file");
      service.stop();
      service.set("orchestratex.backup.key.old-files", kept.toString());
      service.start();
      service.ordered("/api/v1/backups/" + id + "/verify", "");
      assertThat(verified(id).get("state").asText()).as("the old key reads").isEqualTo("succeeded");
    } finally {
      service.stop();
      service.set("orchestratex.backup.key.old-files", "");
      Files.move(kept, key, StandardCopyOption.REPLACE_EXISTING);
      service.start();
    }
  }

  @Test
  void aBackupWhoseWorkerDiesAnywhereIsTakenUpAgain() {
    for (String point :
        List.of(
            "backup:dumped:mongodb", "backup:checked", "backup:committing", "backup:committed")) {
      death.at.set(point);
      JsonNode backup = service.backedUp("{}");

      assertThat(death.at.get()).as("died at %s", point).isEmpty();
      assertThat(backup.get("attempt").asInt()).as(point).isEqualTo(2);
      assertThat(backup.get("verified").asBoolean()).isTrue();
      assertThat(vault(backup.get("id").asText())).isDirectoryContaining("glob:**manifest.json");
      try (Stream<Path> files = Files.list(vault(backup.get("id").asText()))) {
        assertThat(files.count()).as("no file of the first attempt is left").isEqualTo(3);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Test
  void aRestoreWhoseWorkerDiesAnywhereEndsWell() {
    String before = data.picture();
    String id = service.backedUp("{}").get("id").asText();
    for (String point :
        List.of(
            "restore:verified",
            "backup:dumped:mongodb",
            "restore:loaded:mongodb",
            "restore:read",
            "restore:compared",
            "restore:safety_backup",
            "restore:swapping",
            "restore:applied:rename " + data.database + ".responses",
            "restore:applied:rename " + data.database,
            "restore:confirmed")) {
      data.damage();
      death.at.set(point);
      JsonNode restore = service.restored("{\"backup\":\"" + id + "\"}");

      assertThat(death.at.get()).as("died at %s", point).isEmpty();
      assertThat(restore.get("state").asText()).as("%s %s", point, restore).isEqualTo("succeeded");
      assertThat(data.picture()).as(point).isEqualTo(before);
      assertThat(data.leftovers()).as(point).isEmpty();
    }
  }

  @Test
  void aWorkerThatSleptTooLongCannotCommit() throws InterruptedException {
    death.asleep = new CountDownLatch(1);
    death.awake = new CountDownLatch(1);
    death.sleepAt.set("backup:checked");
    String id = service.ordered("/api/v1/backups", "{\"targets\":[\"mongodb\"]}");
    assertThat(death.asleep.await(30, TimeUnit.SECONDS)).isTrue();
    // Its heartbeat goes on in this process, so the claim of the other is made by hand.
    service.sql(
        "UPDATE jobs SET attempt = attempt + 1, owner = 'other',"
            + " lease_until = now() + interval '1 second' WHERE id = '"
            + id
            + "'");
    death.awake.countDown();

    JsonNode backup = service.ended("/api/v1/backups/" + id);
    assertThat(backup.get("state").asText()).isEqualTo("succeeded");
    assertThat(backup.get("attempt").asInt()).isEqualTo(3);
  }

  @Test
  void aFullVaultFailsTheBackupAndKeepsTheEarlierOnes() {
    String earlier = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    data.sql(
        data.database,
        "INSERT INTO tasks (name) SELECT md5(random()::text) FROM generate_series(1, 5000)");
    service.stop();
    service.set("orchestratex.backup.vault.max-bytes", used() + 20_000);
    service.start();
    try {
      JsonNode failed =
          service.ended(
              "/api/v1/backups/"
                  + service.ordered("/api/v1/backups", "{\"targets\":[\"postgresql\"]}"));
      assertThat(failed.get("state").asText()).isEqualTo("failed");
      assertThat(failed.get("failure").asText()).contains("vault");
      assertThat(vault(failed.get("id").asText())).doesNotExist();
      service.ordered("/api/v1/backups/" + earlier + "/verify", "");
      assertThat(verified(earlier).get("state").asText()).isEqualTo("succeeded");
    } finally {
      service.stop();
      service.set("orchestratex.backup.vault.max-bytes", 0);
      service.start();
    }
  }

  private static long used() {
    try (Stream<Path> files = Files.walk(folder.resolve("vault"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aCancelledBackupLeavesNothing() throws InterruptedException {
    death.asleep = new CountDownLatch(1);
    death.awake = new CountDownLatch(1);
    death.sleepAt.set("backup:dumped:mongodb");
    String id = service.ordered("/api/v1/backups", "{}");
    assertThat(death.asleep.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(service.post("/api/v1/backups/" + id + "/cancel", "").status()).isEqualTo(202);
    Awaitility.await().pollDelay(Duration.ofMillis(700)).until(() -> true);
    death.awake.countDown();

    JsonNode backup = service.ended("/api/v1/backups/" + id);
    assertThat(backup.get("state").asText()).isEqualTo("cancelled");
    assertThat(vault(id)).doesNotExist();
    assertThat(service.post("/api/v1/backups/" + id + "/cancel", "").status()).isEqualTo(409);
    assertThat(
            service
                .call("GET", "/api/v1/backups/" + id + "/export?target=mongodb", "", Role.OPERATOR)
                .status())
        .isEqualTo(409);
  }
}
