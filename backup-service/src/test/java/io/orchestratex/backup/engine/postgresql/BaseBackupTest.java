package io.orchestratex.backup.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RecoveryOrder;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchFolders;
import io.orchestratex.backup.engine.SectionedOutput;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.SparePostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseBackupTest {

  private static final String DATABASE = "shop of an odd.name";
  private static final String OBJECT = PgServer.identifier(DATABASE) + ".files";

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
  private static final List<Long> SECTIONS = new ArrayList<>();

  @BeforeAll
  static void takeOne() throws IOException, SQLException {
    // PostgreSQL runs as another account for root.
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
    server = SparePostgres.start(SparePostgres.programs());
    run("postgres", "CREATE DATABASE " + PgServer.identifier(DATABASE) + " TEMPLATE template0");
    run(DATABASE, "CREATE TABLE kept AS SELECT g FROM generate_series(1, 5000) g");
    tar = files.resolve("base.tar");
    dump = dump(tar);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void run(String database, String sql) throws SQLException {
    try (Connection connection = PgServer.of(access()).connect(database)) {
      PgServer.execute(connection, "SET search_path = public");
      PgServer.execute(connection, sql);
    }
  }

  private static EngineAccess access() {
    return new EngineAccess("postgresql", uri());
  }

  private static Secret uri() {
    return new Secret(server.uri());
  }

  private static Dump dump(Path file) throws IOException {
    return ENGINE.physicalDump(
        access(), _ -> new Counted(Files.newOutputStream(file)), ProgressMonitor.NONE);
  }

  /** Notes where sections end. */
  private static final class Counted extends SectionedOutput {

    private final OutputStream out;
    private long bytes;

    Counted(OutputStream out) {
      this.out = out;
      SECTIONS.clear();
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      bytes++;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      bytes += length;
    }

    @Override
    public void endSection() {
      SECTIONS.add(bytes);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  @Test
  void stockToolsAcceptWhatIsExported() throws IOException {
    Path folder = Files.createDirectory(files.resolve("stock"));
    assertThat(ended("tar", "-x", "-f", tar.toString(), "-C", folder.toString())).isZero();
    assertThat(ended(program("pg_verifybackup"), folder.toString())).isZero();
  }

  private static String program(String name) {
    return new Programs(new PostgresqlSettings(null)).folderFor(15).resolve(name).toString();
  }

  private static int ended(String... command) throws IOException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void saysWhatItHoldsAndReadsTheSameBack() throws IOException {
    DumpedFile file = dump.files().getFirst();
    assertThat(file.scope()).isEqualTo(DumpedFile.ALL);
    assertThat(PhysicalBackup.isOne(file.attributes())).isTrue();
    assertThat(file.attributes()).containsKeys("start_lsn", "end_lsn", "timeline");
    assertThat(dump.point()).contains(file.attributes().get("end_lsn"));
    assertThat(file.objects())
        .filteredOn(object -> object.name().equals(OBJECT))
        .singleElement()
        .satisfies(object -> {
          assertThat(object.database()).isEqualTo(DATABASE);
          assertThat(object.count()).isGreaterThan(100);
        });
    try (InputStream in = Files.newInputStream(tar)) {
      assertThat(ENGINE.read(in, ProgressMonitor.NONE)).isEqualTo(file.objects());
    }
  }

  @Test
  void eachFileIsASectionOfItsOwn() throws IOException {
    assertThat(SECTIONS).hasSizeGreaterThan(200);
    assertThat(SECTIONS).allMatch(at -> at % BaseTar.BLOCK == 0);
    byte[] all = Files.readAllBytes(tar);
    assertThat(SECTIONS)
        .anySatisfy(at ->
            assertThat(
                    BaseTarReader.isIn(
                        Arrays.copyOfRange(all, at.intValue(), at.intValue() + BaseTar.BLOCK)))
                .isTrue());
  }

  private static RecoveryOrder proof(ScratchFolder folder) throws IOException {
    return RecoveryOrder.proof(Files.createDirectory(folder.path().resolve("data")));
  }

  @Test
  void recoversWithAllOfItsDatabases() throws IOException {
    try (ScratchFolder folder = new ScratchFolders(files, "drill-").make("whole");
        InputStream in = Files.newInputStream(tar)) {
      assertThat(
              ENGINE.recover(
                  folder,
                  dump.serverVersion(),
                  dump.files().getFirst(),
                  in,
                  proof(folder),
                  ProgressMonitor.NONE))
          .isEqualTo(dump.files().getFirst().objects());
    }
  }

  @Test
  void aChangedByteIsFoundBeforeAServerStarts() throws IOException {
    byte[] all = Files.readAllBytes(tar);
    int middle = SECTIONS.get(SECTIONS.size() / 2).intValue();
    all[middle + BaseTar.BLOCK / 2 + (isHeader(all, middle) ? BaseTar.BLOCK : 0)] ^= 1;
    try (ScratchFolder folder = new ScratchFolders(files, "drill-").make("changed")) {
      assertThatThrownBy(() ->
              ENGINE.recover(
                  folder,
                  dump.serverVersion(),
                  dump.files().getFirst(),
                  new ByteArrayInputStream(all),
                  proof(folder),
                  ProgressMonitor.NONE))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.code()).isEqualTo("backup.files-damaged"))
          .hasMessageContaining("checksum mismatch");
      assertThat(folder.hasServer()).isFalse();
    }
  }

  private static boolean isHeader(byte[] all, int at) {
    return BaseTarReader.isIn(Arrays.copyOfRange(all, at, at + BaseTar.BLOCK));
  }

  @Test
  void aTarThatEndsEarlyIsNoBackup() throws IOException {
    byte[] all = Files.readAllBytes(tar);
    byte[] half = Arrays.copyOf(all, all.length / 2 + 100);
    assertThatThrownBy(() -> ENGINE.read(new ByteArrayInputStream(half), ProgressMonitor.NONE))
        .isInstanceOf(IOException.class);
  }

  @Test
  void namesTheRightThatAnAccountLacks() throws SQLException {
    run("postgres", "CREATE ROLE plain LOGIN PASSWORD 'a-password'");
    EngineAccess plain =
        new EngineAccess(
            "postgresql",
            new Secret(uri().reveal().replaceFirst("//[^@]*@", "//plain:a-password@")));

    assertThatThrownBy(() ->
            ENGINE.physicalDump(plain, _ -> new ByteArrayOutputStream(), ProgressMonitor.NONE))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.code()).isEqualTo("backup.replication-not-permitted"));
  }
}
