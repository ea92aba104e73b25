package io.orchestratex.backup.vault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A store of the tests in a process of its own, until this JVM ends. */
public final class ServerProcess {

  private static final Path TARGET = Path.of(System.getProperty("ox.root", ".."), "target");

  private ServerProcess() {}

  /** Says how to start it. */
  @FunctionalInterface
  public interface Command {
    /**
     * The command.
     *
     * @param folder of its own, which is removed with it
     */
    List<String> of(int port, Path folder) throws IOException;
  }

  /** Whether a program is there. */
  public static boolean isBuilt(String path) {
    return Files.exists(TARGET.resolve(path));
  }

  /** A program below {@code target}; the test is not run where it is not there. */
  public static Path program(String path, String build) {
    Path program = TARGET.resolve(path).toAbsolutePath().normalize();
    assumeTrue(
        Files.exists(program),
        "not run: no %s in target; backup-service/%s makes it".formatted(path, build));
    return program;
  }

  /** Starts one and waits until it answers. */
  public static URI start(String what, Command command) {
    try {
      Path folder = Files.createTempDirectory("ox-store-");
      Path log = folder.resolve("log");
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      Process process =
          new ProcessBuilder(command.of(port, folder))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, folder)));
      Awaitility.await(what + ", log " + log)
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> answers(port) || !process.isAlive());
      if (!process.isAlive()) {
        throw new IOException(Files.readString(log));
      }
      return URI.create("http://127.0.0.1:" + port);
    } catch (IOException e) {
      throw new UncheckedIOException(what + " does not start", e);
    }
  }

  private static boolean answers(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void stop(Process process, Path folder) {
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
      new ProcessBuilder("rm", "-rf", folder.toString()).start();
    } catch (IOException e) {
      // The system's folder for temporary files is cleared by others.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
