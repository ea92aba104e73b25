package io.orchestratex.local;

import io.orchestratex.local.account.ServerAccount;
import io.orchestratex.local.part.postgresql.PostgresqlPart;
import io.orchestratex.local.process.Commands;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server of any version that belongs to one test: empty, on a free port of the
 * loopback, with the superuser {@code postgres}, gone when it is closed.
 */
public final class SparePostgres implements AutoCloseable {

  private static final int LIMIT_SECONDS = 60;

  private final Path programs;
  private final Path folder;
  private final ServerAccount account;
  private final int port;
  private final String password = UUID.randomUUID().toString();

  private SparePostgres(Path programs, Path folder, int port) {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
    this.account = ServerAccount.forData(folder, programs.resolve("postgres"));
  }

  /**
   * Starts one; returns when it answers.
   *
   * @param programs the folder of {@code postgres}, {@code initdb} and {@code pg_ctl}
   */
  public static SparePostgres start(Path programs) {
    try {
      SparePostgres server =
          new SparePostgres(programs, Files.createTempDirectory("ox-postgres"), freePort());
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The programs that tests take by default. */
  public static Path programs() {
    return PostgresqlPart.programsAtHand()
        .orElseThrow(() -> new IllegalStateException("no PostgreSQL is installed here"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void start() throws IOException {
    Path secret = Files.writeString(folder.resolve("password"), password);
    account.own(secret);
    run(
        "initdb",
        List.of(
            "--pgdata=" + data(),
            "--username=postgres",
            "--pwfile=" + secret,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync"));
    Files.delete(secret);
    run(
        "pg_ctl",
        List.of(
            "start",
            "--wait",
            "--pgdata=" + data(),
            "--log=" + folder.resolve("log"),
            "-o",
            "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
                + " -c shared_buffers=32MB -p "
                + port));
  }

  private Path data() {
    return folder.resolve("data");
  }

  private void run(String program, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
    command.addAll(arguments);
    Commands.Result result = Commands.run(account.wrap(command), LIMIT_SECONDS, TimeUnit.SECONDS);
    if (!result.succeeded()) {
      throw new IllegalStateException(program + " failed: " + result.output());
    }
  }

  public int port() {
    return port;
  }

  public String password() {
    return password;
  }

  /** A URI of its superuser. */
  public String uri() {
    return "postgresql://postgres:%s@127.0.0.1:%d/postgres?sslmode=disable"
        .formatted(password, port);
  }

  /** Carries out statements as its superuser; answers what psql prints. */
  public String sql(String statements) {
    Commands.Result result =
        Commands.run(
            List.of(
                programs.resolve("psql").toString(),
                "--no-psqlrc",
                "--set=ON_ERROR_STOP=1",
                "--dbname=" + uri(),
                "--command=" + statements),
            LIMIT_SECONDS,
            TimeUnit.SECONDS);
    if (!result.succeeded()) {
      throw new IllegalStateException("psql failed: " + result.output());
    }
    return result.output();
  }

  @Override
  public void close() {
    run("pg_ctl", List.of("stop", "--mode=immediate", "--wait", "--pgdata=" + data()));
    StackFolder.delete(folder);
  }
}
