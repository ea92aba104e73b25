package io.orchestratex.backup.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.BackupEngineContract;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchFolders;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteEngineTest extends BackupEngineContract {

  @TempDir private Path folder;
  private @Nullable SqliteEngine engine;

  static SqliteEngine engine(Path folder, @Nullable String open) {
    return new SqliteEngine(
        new SqliteSettings(open, folder.resolve("work").toString(), Duration.ofMillis(400)),
        InstantSource.system());
  }

  @Override
  protected BackupEngine engine() {
    if (engine == null) {
      engine = engine(folder, open().toString());
    }
    return engine;
  }

  private SqliteEngine sqlite() {
    return (SqliteEngine) engine();
  }

  private Path open() {
    return folder.resolve("open");
  }

  private Path file() {
    return open().resolve("history of chats.db");
  }

  @Override
  protected Secret uri() {
    return new Secret(SqliteFiles.uri(file()));
  }

  @Override
  protected Secret unreachable() {
    return new Secret(SqliteFiles.uri(open().resolve("nowhere/history.db")));
  }

  @Override
  protected String password() {
    return "a file has no password";
  }

  @Override
  protected String freshDatabase() {
    try {
      Files.createDirectories(open());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "main";
  }

  @Override
  protected void fill(String name) {
    SampleFile.execute(file(), "PRAGMA journal_mode = wal");
    SampleFile.fill(file());
  }

  @Override
  protected void damage(String name) {
    SampleFile.damage(file());
  }

  @Override
  protected String picture(String name) {
    return SampleFile.picture(file());
  }

  @Override
  protected void writePair(String name, int number) {
    SampleFile.execute(
        file(),
        "BEGIN IMMEDIATE",
        "INSERT INTO lefts VALUES (" + number + ")",
        "INSERT INTO rights VALUES (" + number + ")",
        "COMMIT");
  }

  @Override
  protected List<String> pairObjects(String name) {
    return List.of("main.lefts", "main.rights");
  }

  private static void refused(ThrowingCallable call, String code, String... said) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EngineException.class, fault -> assertThat(fault.code()).isEqualTo(code))
        .hasMessageContainingAll(said);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(open())) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aBackupLeavesNothingBesideTheFileAndNothingBehind() throws IOException {
    Dump dump = dump();

    assertThat(names()).containsExactly("history of chats.db");
    assertThat(folder.resolve("work")).isEmptyDirectory();
    assertThat(dump.files())
        .singleElement()
        .satisfies(only -> {
          assertThat(only.attributes())
              .containsEntry("journal", "wal")
              .containsEntry("user_version", "7")
              .containsEntry("application_id", "1868")
              .containsEntry(Contents.ORPHANS, "1");
          assertThat(only.objects())
              .extracting(ObjectFact::name)
              .contains("main.sqlite_schema", "main.orders", "main.notes_content")
              .doesNotContain("main.notes", "main.named");
        });
    assertThat(bytes("main"))
        .as("a stock file")
        .startsWith("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void theSqlOfADumpMakesTheSameDatabase() throws Exception {
    SampleFile.execute(file(), "PRAGMA journal_mode = delete");
    dump();
    ByteArrayOutputStream script = new ByteArrayOutputStream();

    sqlite().script(new ByteArrayInputStream(bytes("main")), "3", script, ProgressMonitor.NONE);

    Path again = folder.resolve("again.db");
    try (Connection database = SampleFile.open(again)) {
      database.createStatement().executeUpdate(script.toString(StandardCharsets.UTF_8));
    }
    assertThat(SampleFile.picture(again)).isEqualTo(SampleFile.picture(file()));
  }

  /** Page lengths and encodings at both ends, a table whose collation only its application has. */
  @ParameterizedTest
  @CsvSource({"512, UTF-16le, full", "65536, UTF-8, none", "4096, UTF-16be, incremental"})
  void whateverItsFormTheFileComesBack(int pageBytes, String encoding, String vacuum)
      throws IOException {
    Files.delete(file());
    SampleFile.execute(
        file(),
        "PRAGMA page_size = " + pageBytes,
        "PRAGMA encoding = '" + encoding + "'",
        "PRAGMA auto_vacuum = " + vacuum,
        "CREATE TABLE things (a TEXT, b)",
        "INSERT INTO things VALUES ('Grüße 🌍', 1), ('', x''), (NULL, 2.5)");
    String before = SampleFile.picture(file());
    Dump dump = dump();
    SampleFile.execute(file(), "DELETE FROM things");

    var way = way(scope(dump, "20010101_000030"));
    way.prepare();
    way.apply();
    way.cleanUp();

    assertThat(SampleFile.picture(file())).isEqualTo(before);
    assertThat(bytes("main")).hasSize((int) Files.size(file()));
  }

  @Test
  void indexesThatOnlyTheApplicationCanCheckAreNamed() throws IOException {
    SampleFile.withOwnCollation(file());

    Dump dump = dump();

    assertThat(dump.files().getFirst().attributes()).containsEntry(Contents.UNCHECKED, "own");
    assertThat(engine().plan(scope(dump, "plan")).warnings())
        .anyMatch(warning -> warning.contains("the indexes of own"))
        .anyMatch(warning -> warning.contains("1 rows have foreign keys that lead nowhere"));
    assertThat(engine().read(new ByteArrayInputStream(bytes("main")), ProgressMonitor.NONE))
        .containsExactlyInAnyOrderElementsOf(dump.files().getFirst().objects());
  }

  @Test
  void aLockedFileIsNamedWithinABoundedTimeAndWorthAnotherTry() throws Exception {
    SampleFile.execute(file(), "PRAGMA journal_mode = delete");
    try (Connection other = SampleFile.open(file())) {
      SampleFile.execute(other, "BEGIN EXCLUSIVE");
      assertThatThrownBy(this::dump)
          .isInstanceOfSatisfying(
              EngineException.class, fault -> assertThat(fault.isPassing()).isTrue())
          .hasMessageContainingAll(file().toString(), "is locked", "lock-wait");
      SampleFile.execute(other, "ROLLBACK");
      assertThat(dump().files()).hasSize(1);
    }
  }

  /** Of another program, in its log or half written: what was committed counts. */
  @ParameterizedTest
  @CsvSource({"wal, 2", "delete, 0"})
  void whatACrashLeavesIsReadAsSqliteReadsIt(String journal, int later) throws Exception {
    SampleFile.execute(file(), "PRAGMA journal_mode = " + journal);
    String[] statements =
        journal.equals("wal")
            ? new String[] {"INSERT INTO lefts VALUES (1), (2)", "BEGIN", "DELETE FROM orders"}
            : new String[] {"PRAGMA cache_size = 1", "BEGIN", "UPDATE orders SET what = 'x'"};
    try (HeldOpen crashed = HeldOpen.with(file(), statements)) {
      crashed.kill();
    }
    assertThat(names()).hasSizeGreaterThan(1);

    Dump dump = dump();

    Map<String, Long> counts = counts(dump);
    assertThat(counts).containsEntry("main.lefts", (long) later).containsEntry("main.orders", 359L);
  }

  private static Map<String, Long> counts(Dump dump) {
    return dump.files().getFirst().objects().stream()
        .collect(Collectors.toMap(ObjectFact::name, ObjectFact::count));
  }

  @Test
  void aDamagedFileIsNamedAndNeverBackedUp() throws IOException {
    byte[] sound = Files.readAllBytes(file());
    byte[] damaged = sound.clone();
    Arrays.fill(damaged, sound.length / 2, sound.length / 2 + 20_000, (byte) 0x5a);
    Files.write(file(), damaged);
    refused(this::dump, SqliteFaults.DAMAGED, file().toString(), "is damaged, no backup was taken");

    Files.write(file(), Arrays.copyOf(sound, sound.length - 5_000));
    refused(this::dump, SqliteFaults.DAMAGED, file().toString());

    byte[] unequal = sound.clone(); // A row that its index does not know.
    String text = new String(sound, StandardCharsets.ISO_8859_1);
    unequal[text.indexOf("0".repeat(800), sound.length / 2)] = '7';
    Files.write(file(), unequal);
    refused(this::dump, SqliteFaults.DAMAGED, "integrity_check says", "by_customer");
    assertThatThrownBy(() -> bytes("main")).as("nothing was handed on").isNotNull();
  }

  @Test
  void whatIsNoDatabaseOrEncryptedIsNamed() throws IOException {
    byte[] noise = new byte[8_192];
    new Random(1).nextBytes(noise);
    Files.write(file(), noise);

    refused(this::dump, SqliteFaults.NO_DATABASE, file().toString(), "encrypted");
    ConnectionReport report = sqlite().test(access());
    assertThat(report.passed()).isFalse();
    assertThat(report.explanation().orElse("")).contains("no SQLite database");
  }

  @Test
  void anEmptyFileIsAnEmptyDatabaseAsForSqlite() throws IOException {
    Files.write(file(), new byte[0]);

    Dump dump = dump();

    assertThat(counts(dump)).isEqualTo(Map.of("main.sqlite_schema", 0L));
  }

  @Test
  void onlyFilesWithinTheOpenFoldersAreTargets() throws IOException {
    Path outside = folder.resolve("outside.db");
    SampleFile.fill(outside);
    Files.createSymbolicLink(open().resolve("link.db"), outside);
    Files.createSymbolicLink(open().resolve("way"), folder);
    Files.createDirectory(open().resolve("folder"));
    String refused = "backup.target-refused";
    for (String path : List.of("link.db", "way/outside.db", "../outside.db")) {
      refused(() -> describe(open().resolve(path)), refused, "is not within a folder that is open");
    }
    refused(() -> describe(open().resolve("folder")), refused, "is no regular file");
    refused(() -> describe(open()), refused, "is not within");
    SqliteEngine closed = engine(folder, null);
    refused(() -> closed.address(access()), refused, "orchestratex.backup.sqlite.folders");

    Files.createSymbolicLink(open().resolve("good.db"), file());
    assertThat(describe(open().resolve("good.db"))).isEqualTo("file " + file());
    Path link = Files.createSymbolicLink(folder.resolve("linked"), open());
    assertThat(
            engine(folder, link.toString())
                .describe(new EngineAccess("x", new Secret(SqliteFiles.uri(link.resolve("a.db")))))
                .databases())
        .isEmpty();
  }

  private String describe(Path path) {
    return engine()
        .describe(
            new EngineAccess("x", new Secret("sqlite://" + path.toString().replace(" ", "%20"))))
        .identity();
  }

  @ParameterizedTest
  @CsvSource({
    "sqlite:relative.db",
    "sqlite://host/a.db",
    "sqlite://ann:hidden@/a.db",
    "sqlite:///a.db?mode=rw",
    "sqlite:///a.db#x",
    "sqlite:///",
    "sqlite:///a/",
    "sqlite:///a%00.db",
    "sqlite:///a b.db"
  })
  void addressesOfAnyOtherFormAreInvalid(String uri) {
    refused(
        () -> engine().address(new EngineAccess("x", new Secret(uri))),
        "backup.target-uri-invalid",
        "is invalid; expected sqlite:///absolute/path/file.db");
  }

  @Test
  void aTestOfTheConnectionSaysWhatIsThere() throws IOException {
    assertThat(sqlite().test(access()).passed()).isTrue();
    Files.delete(file());
    ConnectionReport report = sqlite().test(access());
    assertThat(report.explanation().orElse("")).contains("There is no file", "restore it");
    refused(this::dump, EngineException.UNREACHABLE, "There is no file");
  }

  @Test
  void aDrillLoadsAndComparesInAFolderOfItsOwn() throws IOException {
    Dump dump = dump();
    try (ScratchFolder scratch =
        new ScratchFolders(folder.resolve("drills"), "drill-").make("one")) {
      ScratchServer server =
          sqlite().startScratch(scratch, dump.serverVersion(), dump.files(), ProgressMonitor.NONE);
      var scope =
          new RestoreScope("20010101_000031", 1, server.access(), Selection.ALL, dump.files());
      server.way().load(scope, source(), ProgressMonitor.NONE);
      assertThat(server.way().measure(scope, ProgressMonitor.NONE))
          .containsExactlyInAnyOrderElementsOf(dump.files().getFirst().objects());
    }
    assertThat(folder.resolve("drills")).isEmptyDirectory();
  }
}
