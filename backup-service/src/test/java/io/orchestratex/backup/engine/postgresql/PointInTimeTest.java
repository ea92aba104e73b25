package io.orchestratex.backup.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.LogSource.Piece;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RecoveryOrder;
import io.orchestratex.backup.engine.RecoveryPoint;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchFolders;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.SparePostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a server, received while it is written, and servers recovered by it. */
class PointInTimeTest {

  private static final String SLOT = "ox_test";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final PostgresqlEngine ENGINE =
      new PostgresqlEngine(
          new Programs(new PostgresqlSettings(null)),
          new KeepCurrentSettings("", ""),
          new ScopeSettings("*"),
          "");

  @TempDir static Path files;

  private static SparePostgres server;
  private static Path tar;
  private static Dump dump;
  private static Instant between;
  private static final Map<Piece, byte[]> KEPT = new ConcurrentHashMap<>();

  /** Ends what it watches. */
  private static final class Stop implements ProgressMonitor {

    private static final class Stopped extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    private volatile boolean stopped;

    @Override
    public void detail(String text) {}

    @Override
    public void expect(long bytes) {}

    @Override
    public void processed(long bytes) {}

    @Override
    public void checkpoint() {
      if (stopped) {
        throw new Stopped();
      }
    }

    @Override
    public Registration onStop(Runnable action) {
      return () -> {};
    }
  }

  @BeforeAll
  static void archive() throws Exception {
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
    server = SparePostgres.start(SparePostgres.programs());
    run("CREATE TABLE said (what text)");
    Instant begun = Instant.now();
    receivedUntil(null, begun);
    tar = files.resolve("base.tar");
    dump = ENGINE.physicalDump(access(), _ -> Files.newOutputStream(tar), ProgressMonitor.NONE);
    run("INSERT INTO said VALUES ('kept')");
    between = Instant.now();
    run("INSERT INTO said SELECT 'lost' FROM generate_series(1, 200000)");
    run("DROP TABLE IF EXISTS never");
    receivedUntil(newest(), Instant.now());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static EngineAccess access() {
    return new EngineAccess("postgresql", new Secret(server.uri()));
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection = PgServer.of(access()).connect("postgres")) {
      PgServer.execute(connection, "SET search_path = public");
      PgServer.execute(connection, sql);
    }
  }

  private static @Nullable Piece newest() {
    return KEPT.keySet().stream().max(Comparator.comparingLong(Piece::to)).orElse(null);
  }

  /** Receives as a process that is killed afterwards: the next one goes on. */
  private static void receivedUntil(@Nullable Piece last, Instant moment) throws Exception {
    Stop stop = new Stop();
    AtomicReference<Throwable> fault = new AtomicReference<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ENGINE.receive(
                    access(),
                    SLOT,
                    last,
                    Duration.ofMillis(100),
                    (piece, content, offset) ->
                        KEPT.put(
                            piece, Arrays.copyOfRange(content, offset, offset + piece.length())),
                    stop);
              } catch (IOException | RuntimeException e) {
                fault.set(e);
              }
            });
    Awaitility.await()
        .atMost(LIMIT)
        .failFast(() -> {
          if (fault.get() != null) {
            throw new AssertionError(fault.get());
          }
        })
        .until(() -> {
          Piece newest = newest();
          return newest != null && newest.coveredUntil().isAfter(moment);
        });
    stop.stopped = true;
    thread.join(LIMIT);
    assertThat(fault.get()).isInstanceOf(Stop.Stopped.class);
  }

  private static List<Piece> pieces() {
    return KEPT.keySet().stream().sorted(Comparator.comparingLong(Piece::from)).toList();
  }

  @Test
  void hasNoGapAndWholeSegments() {
    List<Piece> pieces = pieces();
    assertThat(pieces).filteredOn(Piece::whole).isNotEmpty();
    long end = pieces.getFirst().to();
    for (Piece piece : pieces) {
      assertThat(piece.from()).isLessThanOrEqualTo(end);
      end = Math.max(end, piece.to());
    }
    assertThat(ENGINE.kept(access(), SLOT)).isPresent();
    assertThat(ENGINE.position(ENGINE.position("16/B374D848"))).isEqualTo("16/B374D848");
    assertThatThrownBy(() -> ENGINE.position("yesterday"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as 16/B374D848");
  }

  private static List<String> said(RecoveryPoint point, String name) throws IOException {
    try (ScratchFolder folder = new ScratchFolders(files, "recovery-").make(name);
        InputStream in = Files.newInputStream(tar)) {
      Path data = Files.createDirectory(files.resolve(name));
      ENGINE.recover(
          folder,
          dump.serverVersion(),
          dump.files().getFirst(),
          in,
          new RecoveryOrder(
              point, pieces(), piece -> new ByteArrayInputStream(KEPT.get(piece)), data, true),
          ProgressMonitor.NONE);
      return alone(data, "SELECT what, count(*)::text AS n FROM said GROUP BY 1 ORDER BY 1");
    }
  }

  /** What a server that is no server answers: without a socket, a port or a password. */
  private static List<String> alone(Path data, String sql) throws IOException {
    Path settings = Files.writeString(files.resolve("single.conf"), "");
    Path program = SparePostgres.programs().resolve("postgres");
    Process process =
        new ProcessBuilder(
                ScratchAccount.of(data, program)
                    .wrap(
                        List.of(
                            program.toString(),
                            "--single",
                            "-D",
                            data.toString(),
                            "-c",
                            "config_file=" + settings,
                            "postgres")))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().write((sql + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    List<String> values = new ArrayList<>();
    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(" = \""))
        .forEach(line ->
            values.add(
                line.substring(line.indexOf('"') + 1, line.indexOf('"', line.indexOf('"') + 1))));
    return values;
  }

  @Test
  void recoversWhatWasCommittedUntilAMoment() throws IOException {
    assertThat(said(new RecoveryPoint.Time(between), "moment")).containsExactly("kept", "1");
  }

  @Test
  void recoversAllThatWasReceived() throws IOException {
    assertThat(said(new RecoveryPoint.Latest(), "latest"))
        .containsExactly("kept", "1", "lost", "200000");
    assertThat(files.resolve("latest")).isDirectoryContaining("glob:**/postgresql.auto.conf");
  }

  @Test
  void doesNotTakeAShorterLogForTheMoment() {
    assertThatThrownBy(
            () -> said(new RecoveryPoint.Time(Instant.now().plusSeconds(3600)), "future"))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.code()).isEqualTo("backup.recovery-failed"))
        .hasMessageContaining("recovery ended before configured recovery target was reached");
  }
}
