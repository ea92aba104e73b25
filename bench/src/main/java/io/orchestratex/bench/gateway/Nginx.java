package io.orchestratex.bench.gateway;

import io.orchestratex.bench.report.ProcessTime;
import io.orchestratex.bench.stack.BenchStack;
import io.orchestratex.bench.stack.ChildProcesses;
import io.orchestratex.local.process.Commands;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An nginx of the measurement's own: with its own configuration, on the loopback, two workers, no
 * access log. Used as a proxy, and as an upstream that costs next to nothing.
 */
final class Nginx implements AutoCloseable {

  private static final String COMMON =
      """
      worker_processes 2;
      daemon off;
      pid "%1$s/%2$s.pid";
      error_log "%1$s/%2$s.err" crit;
      %3$s
      events { worker_connections 1024; }
      http {
        access_log off;
        default_type application/json;
        client_body_temp_path "%1$s/%2$s-body";
        proxy_temp_path "%1$s/%2$s-proxy";
        fastcgi_temp_path "%1$s/%2$s-fastcgi";
        uwsgi_temp_path "%1$s/%2$s-uwsgi";
        scgi_temp_path "%1$s/%2$s-scgi";
        keepalive_requests 1000000000;
        keepalive_timeout 300s;
        %4$s
      }
      """;

  private final Process process;
  private final URI base;

  private Nginx(Process process, URI base) {
    this.process = process;
    this.base = base;
  }

  static Optional<Path> program() {
    return Commands.find("nginx");
  }

  /** Answers each path with the same JSON text of about 200 bytes. */
  static Nginx stub(Path folder) {
    int port = BenchStack.freePort();
    String body = "{\"items\":[],\"filling\":\"" + "x".repeat(170) + "\"}";
    return start(
        folder,
        "stub",
        port,
        """
        server {
          listen 127.0.0.1:%d reuseport backlog=1024;
          location / { return 200 '%s'; }
        }
        """
            .formatted(port, body));
  }

  /**
   * Proxies to a service, and one path to the stub, over kept connections.
   *
   * @param stubPath what of the API goes to the stub
   */
  static Nginx proxy(Path folder, URI service, URI stub, String stubPath) {
    int port = BenchStack.freePort();
    return start(
        folder,
        "proxy",
        port,
        """
        upstream service { server %s; keepalive 64; keepalive_requests 1000000000; }
        upstream stub { server %s; keepalive 64; keepalive_requests 1000000000; }
        server {
          listen 127.0.0.1:%d reuseport backlog=1024;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Host $http_host;
          location / { proxy_pass http://service; }
          location %s { proxy_pass http://stub; }
        }
        """
            .formatted(service.getAuthority(), stub.getAuthority(), port, stubPath));
  }

  private static Nginx start(Path folder, String name, int port, String servers) {
    Path program = program().orElseThrow(() -> new IllegalStateException("nginx is missing"));
    Path configuration = folder.resolve(name + ".conf");
    String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
    StackFolder.writePrivately(configuration, COMMON.formatted(folder, name, user, servers));
    try {
      Process process =
          ChildProcesses.start(
              new ProcessBuilder(
                      List.of(
                          program.toString(),
                          "-p",
                          folder.toString(),
                          "-e",
                          folder.resolve(name + ".err").toString(),
                          "-c",
                          configuration.toString()))
                  .redirectErrorStream(true)
                  .redirectOutput(folder.resolve(name + ".out").toFile()));
      if (process.waitFor(700, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "nginx ended at once; see " + folder.resolve(name + ".err"));
      }
      return new Nginx(process, URI.create("http://127.0.0.1:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start nginx", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  URI base() {
    return base;
  }

  double processorSeconds() {
    return ProcessTime.seconds(process.pid());
  }

  @Override
  public void close() {
    // SIGTERM: nginx ends with its workers.
    process.destroy();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
