package io.orchestratex.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.lettuce.core.RedisClient;
import io.orchestratex.local.part.Finding.Verdict;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.PartStatus;
import io.orchestratex.local.part.PartStatus.State;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.mongodb.MongodbAccounts;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The life of a stack's engines: one stack of its own, started once, so the order matters. */
@TestMethodOrder(OrderAnnotation.class)
final class LocalStackTest {

  private static final List<String> ENGINES = List.of("mongodb", "postgresql", "redis", "kafka");

  @TempDir static Path folder;

  private static LocalStack stack;

  @BeforeAll
  static void start() {
    stack = LocalStack.in(TestEngines.Checkout.root(), folder.resolve("stack"));
    stack.upEngines(Progress.SILENT);
  }

  @AfterAll
  static void stop() {
    stack.reset(Progress.SILENT);
  }

  private static List<PartStatus> engines() {
    return stack.status().stream().filter(part -> ENGINES.contains(part.name())).toList();
  }

  private static PartStatus engine(String name) {
    return engines().stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  @Order(1)
  void runsEachEngineInAProcessOfItsOwn() {
    assertThat(engines()).allMatch(part -> part.state() == State.RUNNING);
    assertThat(engines()).extracting(PartStatus::pid).doesNotHaveDuplicates().doesNotContainNull();
    assertThat(engines()).allMatch(part -> part.residentBytes() > 1 << 20);
  }

  @Test
  @Order(2)
  void secondUpChangesNothing() {
    List<Long> before = engines().stream().map(PartStatus::pid).toList();
    Steps steps = new Steps();

    stack.upEngines(steps);

    assertThat(engines()).extracting(PartStatus::pid).isEqualTo(before);
    assertThat(steps.all).isNotEmpty().allMatch(step -> step.contains("UNCHANGED"));
  }

  @Test
  @Order(3)
  void keepsPasswordsFromOtherAccounts() throws IOException {
    assertThat(mode(stack.folder())).isEqualTo("rwx------");
    assertThat(mode(stack.folder().resolve("secrets.properties"))).isEqualTo("rw-------");
    assertThat(stack.adminPassword()).hasSizeGreaterThanOrEqualTo(20);
    assertThat(mode(stack.adminPasswordFile())).isEqualTo("rw-------");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  @Order(4)
  void refusesWhoHasNoPassword() {
    String postgres = stack.parts().postgresql().jdbcUrl("postgres");
    assertThatThrownBy(() -> DriverManager.getConnection(postgres, "postgres", "wrong").close())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");

    String mongodb = "mongodb://" + engine("mongodb").address() + "/?directConnection=true";
    try (MongoClient anonymous = MongoClients.create(mongodb)) {
      assertThatThrownBy(() -> anonymous.listDatabaseNames().first())
          .hasMessageContaining("authentication");
    }
    try (RedisClient anonymous =
        RedisClient.create("redis://" + engine("redis").address() + "/0")) {
      assertThatThrownBy(() -> anonymous.connect().sync().get("x"))
          .hasStackTraceContaining("NOAUTH");
    }
  }

  @Test
  @Order(5)
  void givesEachServiceItsOwnDatabaseOnly() {
    String uri = stack.parts().mongodb().uri("gateway-service", "gateway");
    try (MongoClient gateway = MongoClients.create(uri);
        ClientSession session = gateway.startSession()) {
      session.withTransaction(
          () -> gateway.getDatabase("gateway").getCollection("users").insertOne(session, one()));
      assertThatThrownBy(
              () -> gateway.getDatabase("orchestratex").getCollection("threads").insertOne(one()))
          .hasMessageContaining("not authorized");
    }
  }

  private static Document one() {
    return new Document("n", 1);
  }

  @Test
  @Order(6)
  void namesACrashedEngineWithTheEndOfItsLogAndRestartsIt() {
    stack.parts().redis().process().kill();

    PartStatus crashed = engine("redis");
    assertThat(crashed.state()).isEqualTo(State.CRASHED);
    assertThat(crashed.lastLines()).anyMatch(line -> line.contains("Ready to accept connections"));
    assertThat(stack.doctor())
        .anyMatch(each -> each.subject().equals("redis") && each.verdict() == Verdict.BAD);

    Steps steps = new Steps();
    stack.upEngines(steps);

    assertThat(engine("redis").state()).isEqualTo(State.RUNNING);
    assertThat(engine("redis").address()).isEqualTo(crashed.address());
    assertThat(steps.all)
        .anyMatch(step ->
            step.startsWith("redis WARNING had crashed") && step.contains("Ready to accept"));
  }

  @Test
  @Order(7)
  void movesToAnotherPortWhenItsOwnIsTakenAndKeepsTheData() throws IOException, SQLException {
    String before = engine("mongodb").address();
    stack.down("mongodb", Progress.SILENT);
    stack.down("postgresql", Progress.SILENT);
    int mongodbPort = stack.parts().ports().of("mongodb");
    int postgresPort = stack.parts().ports().of("postgresql");
    try (ServerSocket _ = new ServerSocket(mongodbPort, 1, InetAddress.getByName("127.0.0.1"));
        ServerSocket _ = new ServerSocket(postgresPort, 1, InetAddress.getByName("127.0.0.1"))) {
      stack.upEngines(Progress.SILENT);
    }

    assertThat(engine("mongodb").address()).isNotEqualTo(before);
    Map<String, String> environment = stack.environment();
    assertThat(environment.get("PGPORT")).isNotEqualTo(Integer.toString(postgresPort));
    try (MongoClient root =
        MongoClients.create(stack.parts().mongodb().uri(MongodbAccounts.ROOT, ""))) {
      assertThat(root.getDatabase("gateway").getCollection("users").countDocuments()).isOne();
    }
    DriverManager.getConnection(
            stack.parts().postgresql().jdbcUrl("agent_orchestrator"),
            "postgres",
            environment.get("PGPASSWORD"))
        .close();
  }

  @Test
  @Order(8)
  void handsOutTheEndOfALog() {
    List<String> lines = new ArrayList<>();

    stack.logs(Optional.of("redis"), 2, () -> false, lines::add);

    assertThat(lines).hasSize(2).last().asString().contains("Ready to accept connections");
    assertThatThrownBy(() -> stack.logs(Optional.of("nobody"), 2, () -> false, lines::add))
        .hasMessageContaining("no part nobody");
  }

  @Test
  @Order(9)
  void saysWhyAPartCannotStart() throws IOException {
    stack.down("redis", Progress.SILENT);
    Path appended = stack.folder().resolve("data").resolve("redis").resolve("appendonly.aof");
    String broken = "this is no append-only file\n".repeat(4);
    byte[] good = Files.exists(appended) ? Files.readAllBytes(appended) : new byte[0];
    Files.writeString(appended, broken);

    assertThatThrownBy(() -> stack.up("redis", Progress.SILENT))
        .isInstanceOfSatisfying(
            PartFailedException.class,
            failure -> {
              assertThat(failure).hasMessageContaining("redis: ended while starting; log: ");
              assertThat(failure.lastLines()).anyMatch(line -> line.contains("file format"));
            });

    Files.write(appended, good);
    assertThat(stack.up("redis", Progress.SILENT).state()).isEqualTo(State.RUNNING);
  }

  @Test
  @Order(10)
  void completesAStartThatEndedBeforeItsAccountsWereMade() throws SQLException {
    List<Long> before = engines().stream().map(PartStatus::pid).toList();
    try (MongoClient root =
        MongoClients.create(stack.parts().mongodb().uri(MongodbAccounts.ROOT, ""))) {
      root.getDatabase("admin").runCommand(new Document("dropUser", "gateway-service"));
    }
    execute("alter role session_service nologin");
    StackFolder kept = stack.parts().folder();
    List.of("mongodb", "postgresql")
        .forEach(name -> StackFolder.delete(kept.provisionedMark(name)));

    stack.upEngines(Progress.SILENT);

    assertThat(engines()).extracting(PartStatus::pid).isEqualTo(before);
    String uri = stack.parts().mongodb().uri("gateway-service", "gateway");
    try (MongoClient gateway = MongoClients.create(uri)) {
      assertThat(gateway.getDatabase("gateway").getCollection("users").countDocuments()).isOne();
    }
    DriverManager.getConnection(
            stack.parts().postgresql().jdbcUrl("agent_orchestrator"),
            "session_service",
            stack.parts().secrets().password("postgresql", "session_service"))
        .close();
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                stack.parts().postgresql().jdbcUrl("postgres"),
                "postgres",
                stack.parts().postgresql().password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  @Order(11)
  void downEndsEverythingAndTellsSo() {
    stack.down(Progress.SILENT);

    assertThat(stack.status()).allMatch(part -> part.state() == State.STOPPED);
    assertThat(stack.status()).allMatch(part -> part.pid() == null && part.residentBytes() == 0);
  }

  private static final class Steps implements Progress {
    private final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public void report(String part, Step step, String message) {
      all.add(part + " " + step + " " + message);
    }
  }
}
