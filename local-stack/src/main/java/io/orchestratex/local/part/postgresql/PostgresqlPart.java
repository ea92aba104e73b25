package io.orchestratex.local.part.postgresql;

import io.orchestratex.local.account.ServerAccount;
import io.orchestratex.local.fault.FaultText;
import io.orchestratex.local.part.Claim;
import io.orchestratex.local.part.ContainerOrder;
import io.orchestratex.local.part.Engine;
import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.FreshName;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.SinglePortPart;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.process.Commands;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL server on the loopback, with passwords for everybody and no Unix socket. */
public final class PostgresqlPart extends SinglePortPart implements Engine {

  public static final String NAME = "postgresql";

  private static final int STANDARD_PORT = 5432;
  private static final String IMAGE = "postgres:15-alpine";

  /** SSLRequest: answered by one byte before any login. */
  private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

  private static final String CONFIGURATION =
      """
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      max_connections = 250
      shared_buffers = 64MB
      work_mem = 8MB
      maintenance_work_mem = 64MB
      wal_level = replica
      max_wal_senders = 4
      max_wal_size = 512MB
      password_encryption = scram-sha-256
      log_destination = stderr
      logging_collector = off
      log_line_prefix = '%m [%p] %q%u@%d '
      timezone = 'UTC'
      log_timezone = 'UTC'
      """;

  /** Tests may lose everything in a crash of the machine, but nothing when the server is killed. */
  private static final List<String> UNSAFE =
      List.of("-c", "fsync=off", "-c", "full_page_writes=off");

  private final Secrets secrets;
  private final PostgresqlAccounts accounts;

  public PostgresqlPart(StackContext stack) {
    super(NAME, stack, STANDARD_PORT);
    this.secrets = stack.secrets();
    this.accounts = new PostgresqlAccounts(secrets, stack.claims(), this::port);
  }

  /** The folder of the server's programs, where this machine has them; nothing is fetched. */
  public static Optional<Path> programsAtHand() {
    return new PostgresPrograms(Path.of("")).atHand();
  }

  /** Roles and databases, also those of single tests. */
  public PostgresqlAccounts accounts() {
    return accounts;
  }

  /** The JDBC address of a database. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(Wire.HOST, port(), database);
  }

  /** The libpq address of a database, with one of the stack's own roles. */
  public String uri(String role, String database) {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(role, secrets.password(NAME, role), Wire.HOST, port(), database);
  }

  /** The superuser's password. */
  public String password() {
    return secrets.password(NAME, PostgresqlAccounts.SUPERUSER);
  }

  /** The version of the server that made the data; empty before the first start. */
  private OptionalInt major() {
    Path version = folder().data(NAME).resolve("PG_VERSION");
    try {
      return Files.exists(version)
          ? OptionalInt.of(Integer.parseInt(Files.readString(version).strip()))
          : OptionalInt.empty();
    } catch (IOException | NumberFormatException e) {
      // The server's own account may be the only one that reads it.
      return OptionalInt.empty();
    }
  }

  @Override
  public String image() {
    return IMAGE;
  }

  /** The image brings its own configuration. */
  @Override
  public ContainerOrder container() {
    List<String> command = new ArrayList<>(List.of("postgres"));
    command.addAll(UNSAFE);
    command.addAll(List.of("-c", "max_connections=250", "-c", "timezone=UTC"));
    command.addAll(List.of("-c", "shared_preload_libraries=pg_stat_statements"));
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("POSTGRES_USER", PostgresqlAccounts.SUPERUSER);
    environment.put("POSTGRES_PASSWORD", password());
    environment.put(
        "POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --encoding=UTF8 --locale=C --no-sync");
    return new ContainerOrder(
        IMAGE, List.of(), command, environment, Map.of(port(), STANDARD_PORT));
  }

  @Override
  public Map<String, String> variables(Claim<?> claim) {
    return switch (claim.need()) {
      case PostgresqlDatabase own -> {
        String role = PostgresqlAccounts.roleOf(claim.service());
        yield owner(own.database(), role, secrets.password(NAME, role));
      }
      case PostgresqlAccount account -> Map.of(account.variable(), uri(account.role(), "postgres"));
      default -> throw new IllegalArgumentException("PostgreSQL knows no " + claim.need());
    };
  }

  @Override
  public Map<String, String> freshVariables(Claim<?> claim, String suffix) {
    if (!(claim.need() instanceof PostgresqlDatabase own)) {
      return variables(claim);
    }
    String name = FreshName.of(own.database(), suffix);
    String password = secrets.password(NAME, name);
    accounts.freshDatabase(name, password);
    return owner(name, name, password);
  }

  private Map<String, String> owner(String database, String role, String password) {
    return Map.of(
        "POSTGRES_URL", jdbcUrl(database), "POSTGRES_USER", role, "POSTGRES_PASSWORD", password);
  }

  @Override
  public List<Finding> findings() {
    Optional<Path> programs = new PostgresPrograms(folder().root()).atHand();
    Finding server =
        Finding.of(
            "postgres",
            programs.isPresent(),
            Finding.Verdict.WARNING,
            programs.map(Path::toString).orElse("not on this machine yet"),
            "ox up fetches one; or install PostgreSQL 15, or set OX_POSTGRES_BIN");
    int version =
        major()
            .orElseGet(
                () -> programs.map(PostgresPrograms::major).orElse(PostgresPrograms.PREFERRED));
    Optional<PgDump.Found> dump = PgDump.newest();
    Optional<String> complaint = PgDump.complaint(dump, version);
    return List.of(
        server,
        Finding.of(
            "pg_dump",
            complaint.isEmpty(),
            Finding.Verdict.WARNING,
            complaint.orElseGet(() -> dump.map(found -> found.program().toString()).orElse("")),
            PgDump.advice(version)));
  }

  /** A backup needs a program that the server does not always bring. */
  @Override
  protected void warn(Progress progress) {
    if (folder().test()) {
      return;
    }
    int version = major().orElse(PostgresPrograms.PREFERRED);
    PgDump.complaint(PgDump.newest(), version)
        .ifPresent(complaint ->
            progress.report(
                NAME, Progress.Step.WARNING, complaint + "; " + PgDump.advice(version)));
  }

  @Override
  protected Launch prepare(Progress progress) {
    Path data = folder().data(NAME);
    Path bin;
    ServerAccount account;
    try {
      bin =
          new PostgresPrograms(folder().root())
              .find(text -> progress.report(NAME, Progress.Step.WORKING, text));
      StackFolder.privateFolder(data);
      account = ServerAccount.forData(data, bin.resolve("postgres"));
      if (!Files.exists(data.resolve("PG_VERSION"))) {
        initialise(bin, data, account, progress);
      }
      checkVersion(bin, data);
    } catch (IllegalStateException | IOException e) {
      throw new PartFailedException(NAME, FaultText.of(e), e);
    }
    List<String> command = new ArrayList<>();
    command.add(bin.resolve("postgres").toString());
    command.addAll(List.of("-D", data.toString()));
    command.addAll(List.of("-p", Integer.toString(port())));
    if (hasStatements(bin)) {
      command.addAll(List.of("-c", "shared_preload_libraries=pg_stat_statements"));
    }
    if (folder().test()) {
      command.addAll(UNSAFE);
    }
    return new Launch(account.wrap(command), Map.of("LC_ALL", "C"));
  }

  private void initialise(Path bin, Path data, ServerAccount account, Progress progress)
      throws IOException {
    progress.report(NAME, Progress.Step.WORKING, "making the database cluster");
    forgetProvided();
    Path fresh = folder().folder("data").resolve(NAME + ".new");
    StackFolder.delete(fresh);
    StackFolder.privateFolder(fresh);
    Path password = fresh.resolve("pw");
    Path cluster = fresh.resolve("cluster");
    StackFolder.privateFolder(cluster);
    StackFolder.writePrivately(
        password, secrets.password(NAME, PostgresqlAccounts.SUPERUSER) + "\n");
    account.own(fresh);
    Commands.Result result =
        Commands.run(
            account.wrap(
                List.of(
                    bin.resolve("initdb").toString(),
                    "-D",
                    cluster.toString(),
                    "-U",
                    PostgresqlAccounts.SUPERUSER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync")),
            Map.of("LC_ALL", "C"),
            2,
            TimeUnit.MINUTES);
    if (!result.succeeded()) {
      throw new IOException("initdb failed: " + result.output().strip());
    }
    Files.writeString(cluster.resolve("postgresql.conf"), CONFIGURATION, StandardOpenOption.APPEND);
    Files.delete(password);
    Files.delete(data);
    Files.move(cluster, data);
    StackFolder.delete(fresh);
  }

  private static void checkVersion(Path bin, Path data) throws IOException {
    String made = Files.readString(data.resolve("PG_VERSION")).strip();
    String here = Integer.toString(PostgresPrograms.major(bin));
    if (!made.equals(here)) {
      throw new IOException(
          "the data was made by PostgreSQL %s and %s has %s; set OX_POSTGRES_BIN to the older one, or reset"
              .formatted(made, bin, here));
    }
  }

  private static boolean hasStatements(Path bin) {
    return Stream.of("../lib", "../lib/postgresql")
        .anyMatch(lib -> Files.exists(bin.resolve(lib).resolve("pg_stat_statements.so")));
  }

  @Override
  protected String intent() {
    return NAME + port();
  }

  @Override
  protected boolean answers() {
    return Wire.ask(port(), SSL_REQUEST, 1).length == 1 && accounts.canLogIn();
  }

  @Override
  protected void provision(Progress progress) {
    accounts.provision();
  }

  @Override
  protected String provided() {
    return accounts.described();
  }

  /** Fast shutdown: sessions are ended, data is written. */
  @Override
  protected String stopSignal() {
    return "INT";
  }

  @Override
  protected Duration startLimit() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Map<String, String> toolEnvironment() {
    Map<String, String> all = new LinkedHashMap<>();
    if (hasPort()) {
      all.put("PGHOST", Wire.HOST);
      all.put("PGPORT", Integer.toString(port()));
      all.put("PGUSER", PostgresqlAccounts.SUPERUSER);
      all.put("PGPASSWORD", secrets.password(NAME, PostgresqlAccounts.SUPERUSER));
      all.put("PGDATABASE", "agent_orchestrator");
    }
    return all;
  }

  @Override
  public Map<String, String> toolCommands() {
    return Map.of("psql", "psql");
  }
}
