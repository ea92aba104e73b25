package io.orchestratex.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that live for a while, whose part a shell plays that sleeps. */
class ScratchFolderTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path root;

  /** Names its folder, as a server does. */
  private static List<String> sleeper(Path folder) {
    return List.of("/bin/sh", "-c", "echo ready; while :; do sleep 0.1; done", folder.toString());
  }

  /** A service of its own, which is killed. */
  public static final class Killed {
    public static void main(String[] arguments) throws Exception {
      ScratchFolder folder = new ScratchFolders(Path.of(arguments[0]), "drill-").make("killed");
      folder.start(sleeper(folder.path()), "KILL");
      Thread.sleep(Duration.ofMinutes(1));
    }
  }

  private static long pid(Path folder) throws IOException {
    return Long.parseLong(Files.readString(folder.resolve(ScratchFolder.SERVER)).strip());
  }

  private static void awaitStarted(Path folder) {
    Awaitility.await()
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !Files.readString(folder.resolve(ScratchFolder.SERVER)).isBlank());
  }

  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void endsWithItsServerAndLeavesNothing() throws IOException {
    ScratchFolder folder = new ScratchFolders(root, "drill-").make("one");
    folder.start(sleeper(folder.path()), "KILL");
    awaitStarted(folder.path());
    long server = pid(folder.path());
    assertThat(folder.isAlive()).isTrue();

    folder.close();

    assertThat(runs(server)).isFalse();
    assertThat(folder.path()).doesNotExist();
  }

  @Test
  void aKilledServiceLeavesNoServerAndNoFolder() throws Exception {
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName(),
                root.toString())
            .inheritIO()
            .start();
    Path folder = root.resolve("drill-killed");
    awaitStarted(folder);
    long server = pid(folder);
    assertThat(runs(server)).isTrue();

    service.destroyForcibly();
    assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();

    Awaitility.await().atMost(LIMIT).until(() -> !runs(server) && !Files.exists(folder));
  }

  @Test
  void sweepsWhatProcessesHaveLeftThatAreGone() throws Exception {
    ScratchFolders folders = new ScratchFolders(root, "drill-");
    Process gone = new ProcessBuilder("/bin/true").start();
    gone.waitFor();
    Path left = root.resolve("drill-left");
    Files.createDirectories(left.resolve("data"));
    Process server = new ProcessBuilder(sleeper(left)).start();
    Files.writeString(left.resolve(ScratchFolder.OWNER), gone.pid() + " 2026-01-01T00:00:00Z");
    Files.writeString(left.resolve(ScratchFolder.SERVER), server.pid() + "\n");
    Path reused = Files.createDirectories(root.resolve("drill-reused"));
    Files.writeString(
        reused.resolve(ScratchFolder.OWNER),
        ProcessHandle.current().pid() + " 2026-01-01T00:00:00Z");
    Process stranger = new ProcessBuilder(sleeper(root.resolve("other"))).start();
    Files.writeString(reused.resolve(ScratchFolder.SERVER), stranger.pid() + "\n");
    try (ScratchFolder own = folders.make("own")) {

      assertThat(folders.sweep()).isEqualTo(2);

      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(left).doesNotExist();
      assertThat(reused).as("the number of its process is another's by now").doesNotExist();
      assertThat(stranger.isAlive()).as("it does not name the folder").isTrue();
      assertThat(own.path()).as("it is in use").exists();
      assertThat(folders.sweep()).as("a second time").isZero();
    } finally {
      server.destroyForcibly();
      stranger.destroyForcibly();
    }
  }

  @Test
  void saysWhatAServerSaidThatDidNotStart() throws IOException {
    try (ScratchFolder folder = new ScratchFolders(root, "drill-").make("bad")) {
      folder.start(List.of("/bin/sh", "-c", "echo no such option >&2; exit 3"), "KILL");
      assertThatThrownBy(() -> folder.await(() -> false, LIMIT, ProgressMonitor.NONE))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("the scratch server ended: no such option");
      assertThatThrownBy(() ->
              folder.run(
                  List.of("/bin/sh", "-c", "echo wrong; exit 1"), LIMIT, ProgressMonitor.NONE))
          .hasMessageContaining("sh failed: wrong");
    }
  }
}
