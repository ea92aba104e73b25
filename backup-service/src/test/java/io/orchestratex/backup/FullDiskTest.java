package io.orchestratex.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.job.Job;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A vault on a disk of 8 MiB that really is full. Mounting one takes rights; else it is skipped.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FullDiskTest {

  private static final String NO_SPACE = "no space left";

  @TempDir static Path folder;
  private volatile String fillAt = "";
  private boolean mounted;
  private SampleData data;
  private RunningBackupService service;

  @BeforeAll
  void start() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString());
    assumeTrue(mounted, "not run: no right to mount a small file system (tmpfs) to fill up");
    data = new SampleData();
    service =
        new RunningBackupService(
            "fulldisk",
            folder,
            data.database,
            Map.of(
                "orchestratex.backup.vault.path",
                disk.resolve("vault").toString(),
                "orchestratex.backup.vault.reserve-bytes",
                0));
    ObserverRelay.watching = this::reached;
  }

  @AfterAll
  void stop() throws Exception {
    ObserverRelay.watching = (job, point) -> {};
    if (service != null) {
      service.close();
      data.close();
    }
    if (mounted) {
      assertThat(succeeds("umount", folder.resolve("disk").toString())).isTrue();
    }
  }

  /** Whether a program of the machine is there and does what it is told. */
  static boolean succeeds(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      boolean ended = process.waitFor(30, TimeUnit.SECONDS);
      if (process.exitValue() != 0) {
        System.err.println(String.join(" ", command) + ": " + said.strip());
      }
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // There is no such program here.
    }
  }

  private void reached(Job job, String point) {
    if (point.equals(fillAt)) {
      fillAt = "";
      fill();
    }
  }

  private static Path filler() {
    return folder.resolve("disk/filler");
  }

  /** Somebody else's data takes what is left, to the last byte. */
  private void fill() {
    byte[] block = new byte[1 << 12];
    try (OutputStream out = Files.newOutputStream(filler())) {
      for (int i = 0; i < 10_000; i++) {
        out.write(block);
      }
      throw new AssertionError("the disk is larger than it should be");
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("disk/vault"))) {
      return all.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }

  @Test
  void aBackupThatFindsTheDiskFullFailsAndLeavesTheOthersWhole() throws IOException {
    String earlier = service.backedUp("{}").get("id").asText();
    List<String> before = files();
    // While it dumps, between its two files, and when only the manifest is missing.
    for (String point : List.of("enter", "dumped:mongodb", "committing")) {
      if (point.equals("enter")) {
        fill();
      } else {
        fillAt = point;
      }
      String id = service.ordered("/api/v1/backups", "{}");
      JsonNode failed = service.ended("/api/v1/backups/" + id);

      assertThat(failed.get("state").asText()).as("%s %s", point, failed).isEqualTo("failed");
      assertThat(failed.get("failure").asText().toLowerCase(java.util.Locale.ROOT))
          .as(point)
          .containsAnyOf(NO_SPACE, "has room for 0 bytes")
          .contains("vault");
      assertThat(files()).as("nothing half-written is left").isEqualTo(before);
      assertThat(service.post("/api/v1/restores", "{\"backup\":\"" + id + "\"}").status())
          .isEqualTo(409);
      assertThat(service.get("/api/v1/backups/latest").get("id").asText()).isEqualTo(earlier);
      service.ordered("/api/v1/backups/" + earlier + "/verify", "");
      org.awaitility.Awaitility.await()
          .until(() ->
              !service
                  .get("/api/v1/backups/" + earlier)
                  .at("/verification/state")
                  .asText()
                  .matches("queued|running"));
      assertThat(service.get("/api/v1/backups/" + earlier).get("verified").asBoolean()).isTrue();
      Files.delete(filler());
    }
    assertThat(service.backedUp("{}").get("verified").asBoolean()).as("there is room").isTrue();
  }
}
