package io.orchestratex.bench.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers what monitor-service asks of a service, for as many targets as the settings name. */
final class TargetStub implements AutoCloseable {

  /** One target in so many does not answer. */
  static final int DOWN_EVERY = 50;

  private static final byte[] METERS =
      """
      jvm_memory_used_bytes{area="heap"} 104857600
      jvm_memory_max_bytes{area="heap"} 402653184
      jvm_threads_live_threads 38
      process_cpu_usage 0.02
      process_resident_memory_bytes 251658240
      process_uptime_seconds 86400
      process_files_open_files 131
      """
          .getBytes(UTF_8);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  TargetStub() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, METERS.length);
            exchange.getResponseBody().write(METERS);
          }
        });
    server.start();
  }

  /** Settings of monitor-service that name so many targets, as a file. */
  Path settings(Path folder, int targets) {
    StringBuilder yaml = new StringBuilder("orchestratex:\n  monitor:\n    targets:\n");
    for (int i = 0; i < targets; i++) {
      // Nothing listens on port 1.
      int port = i % DOWN_EVERY == DOWN_EVERY - 1 ? 1 : server.getAddress().getPort();
      yaml.append(
          """
                %s:
                  engine: service
                  uri: http://127.0.0.1:%d
          """
              .formatted(id(i), port));
    }
    Path file = folder.resolve("targets.yml");
    StackFolder.writePrivately(file, yaml.toString());
    return file;
  }

  /** The id of a target, {@code shop-0007-api}. */
  static String id(int number) {
    return "shop-%04d-api".formatted(number);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
