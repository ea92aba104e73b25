package io.orchestratex.local.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.orchestratex.local.stack.StackLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A download ends, whatever the other side does, and leaves nothing half-done. */
@Timeout(60)
class DownloadsTest {

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void givesUpOnAServerThatFallsSilent() throws IOException {
    CountDownLatch asked = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          asked.countDown();
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mongod");

      assertThatThrownBy(() ->
              Downloads.fetch(address, folder.resolve("x"), said::add, Duration.ofMillis(300)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/mongod sent nothing for 0.3 s");
      assertThat(asked.getCount()).isZero();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void clearsWhatAKilledDownloadLeft() throws IOException {
    Path left = Files.createDirectories(folder.resolve("mongod-6.part123").resolve("bin"));
    Path kept = Files.createDirectories(folder.resolve("redis-server-6"));

    Path made =
        new Downloads(folder)
            .get("mongod-6", said::add, fresh -> Files.writeString(fresh.resolve("x"), "x"));

    assertThat(made.resolve("x")).hasContent("x");
    assertThat(left.getParent()).doesNotExist();
    assertThat(kept).exists();
    assertThat(said).isEmpty();
  }

  @Test
  void saysThatItWaitsForAnotherCheckout() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Downloading.class.getName(),
                folder.resolve("lock").toString())
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('.');

      new Downloads(folder)
          .get(
              "mongod-6",
              text -> {
                said.add(text);
                other.destroy();
              },
              fresh -> {});
    } finally {
      other.destroyForcibly();
    }

    assertThat(said).containsExactly("waiting for the download of another checkout");
  }

  /** Another checkout: holds the lock until it is ended. */
  static final class Downloading {
    private Downloading() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (StackLock _ = StackLock.at(Path.of(arguments[0]))) {
        System.out.print('.');
        System.out.flush();
        new CountDownLatch(1).await();
      }
    }
  }
}
