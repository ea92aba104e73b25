package io.orchestratex.backup.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A folder with data that lives only for a while: what an import unpacks, or the data of a server,
 * and that server's process.
 *
 * <p>The server is started by a shell that watches a pipe to this process: when it closes, also
 * because this process was killed, the shell ends the server and removes the folder. What survives
 * the end of the machine, {@link ScratchFolders} removes at the next start.
 */
public final class ScratchFolder implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final int SHOWN_OF_LOG = 600;

  static final String OWNER = "owner";
  static final String SERVER = "server.pid";
  private static final String LOG = "server.log";

  /** Arguments: the folder, the signal that ends the server at once, the server's command. */
  private static final String GUARD =
      """
      folder=$1; signal=$2; shift 2
      exec 3<&0
      "$@" </dev/null >>"$folder/server.log" 2>&1 3<&- &
      server=$!
      echo "$server" >"$folder/server.pid"
      (
        read -r _ <&3
        : >"$folder/stopping"
        kill -s "$signal" "$server"
        turns=0
        while kill -0 "$server" && [ "$turns" -lt 50 ]; do sleep 0.1; turns=$((turns + 1)); done
        kill -s KILL "$server"
      ) 2>/dev/null &
      watch=$!
      wait "$server"
      status=$?
      if [ -e "$folder/stopping" ]; then rm -rf "$folder"; fi
      kill "$watch" 2>/dev/null
      exit "$status"
      """;

  private final Path path;
  private final String password;
  private @Nullable Process guard;
  private boolean hasServer;

  private ScratchFolder(Path path) {
    this.path = path;
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    this.password = HexFormat.of().formatHex(random);
  }

  /** Makes an empty one that is closed to other accounts. */
  static ScratchFolder make(Path path) throws IOException {
    ScratchFolders.delete(path);
    Files.createDirectory(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(path.resolve(OWNER), ScratchFolders.ownerNow());
    return new ScratchFolder(path);
  }

  public Path path() {
    return path;
  }

  /** Random, letters and digits; of this server only. */
  public String password() {
    return password;
  }

  /** Writes a file that no other account reads. */
  public Path write(String name, String content) throws IOException {
    Path file = path.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, content);
  }

  /** A port of the loopback that was free just now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Runs a program to its end, which must come soon. */
  public void run(List<String> command, Duration limit, ProgressMonitor monitor)
      throws IOException {
    Path said = path.resolve("program.log");
    Process process =
        builder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try (ProgressMonitor.Registration _ = monitor.onStop(process::destroyForcibly)) {
      boolean ended = waitFor(process, limit);
      monitor.checkpoint();
      if (!ended || process.exitValue() != 0) {
        String name = Path.of(command.getFirst()).getFileName().toString();
        throw new EngineException(
            "drill.server-failed", name + (ended ? " failed: " : " did not end: ") + tail(said));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Starts the server.
   *
   * @param stopSignal which ends it at once, whatever becomes of its data, such as {@code KILL}
   */
  public void start(List<String> command, String stopSignal) throws IOException {
    endServer();
    hasServer = true;
    List<String> guarded =
        new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "guard", path.toString(), stopSignal));
    guarded.addAll(command);
    guard =
        builder(guarded)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /** Nothing of ours but what a program needs to find others. */
  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    String programs = environment.get("PATH");
    environment.clear();
    environment.put("LC_ALL", "C");
    if (programs != null) {
      environment.put("PATH", programs);
    }
    return builder;
  }

  /** Whether there is a server: an engine that is a library has none. */
  public boolean hasServer() {
    return hasServer;
  }

  /** Whether the server runs. */
  public boolean isAlive() {
    return guard != null && guard.isAlive();
  }

  /**
   * Asks until the server answers.
   *
   * @throws EngineException when it ends before, or takes longer than the limit
   */
  public void await(Ready ready, Duration limit, ProgressMonitor monitor) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (!ready.isReady()) {
      monitor.checkpoint();
      if (!isAlive() || System.nanoTime() > end) {
        throw new EngineException(
            "drill.server-failed",
            "the scratch server "
                + (isAlive() ? "did not answer within " + limit.toSeconds() + " s" : "ended")
                + ": "
                + tail(path.resolve(LOG)));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EngineException("drill.server-failed", "the wait was interrupted", e);
      }
    }
  }

  /** Whether a server answers. */
  @FunctionalInterface
  public interface Ready {
    boolean isReady();
  }

  /** The end of what the server said, for a person. */
  public String said() {
    return tail(path.resolve(LOG));
  }

  private static String tail(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), UTF_8).strip();
      return text.substring(Math.max(0, text.length() - SHOWN_OF_LOG)).replace('\n', ' ');
    } catch (IOException e) {
      return "it said nothing";
    }
  }

  private static boolean waitFor(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends the server, if it runs; its guard removes the folder. */
  public void stop() throws IOException {
    endServer();
  }

  private void endServer() throws IOException {
    Process running = guard;
    if (running == null) {
      return;
    }
    guard = null;
    running.getOutputStream().close();
    if (!waitFor(running, STOP_LIMIT)) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
  }

  /** Ends the server, if it runs, and removes everything. */
  @Override
  public void close() throws IOException {
    endServer();
    ScratchFolders.delete(path);
  }
}
