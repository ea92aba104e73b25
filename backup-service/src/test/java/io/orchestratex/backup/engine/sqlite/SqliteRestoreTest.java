package io.orchestratex.backup.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file changes places with the live one, or does not, and nothing is lost. */
class SqliteRestoreTest {

  @TempDir private Path folder;
  private SqliteEngine engine;
  private SqliteRestore restore;
  private ByteArrayOutputStream dumped = new ByteArrayOutputStream();
  private Path file;
  private int number;

  @BeforeEach
  void fill() {
    engine = SqliteEngineTest.engine(folder, folder.toString());
    restore = (SqliteRestore) engine.restoreWay();
    file = folder.resolve("history.db");
    SampleFile.execute(file, "PRAGMA journal_mode = wal");
    SampleFile.fill(file);
  }

  private EngineAccess access() {
    return new EngineAccess("history", new Secret(SqliteFiles.uri(file)));
  }

  private OutputStream begin(String scope) {
    dumped = new ByteArrayOutputStream();
    return dumped;
  }

  private Dump dump() throws IOException {
    return engine.dump(access(), this::begin, ProgressMonitor.NONE);
  }

  private RestoreScope scope(Dump dump) {
    number++;
    return new RestoreScope(
        "20010101_%06d".formatted(number), 1, access(), Selection.ALL, dump.files());
  }

  private WayOfEngine way(RestoreScope scope) {
    byte[] content = dumped.toByteArray();
    return new WayOfEngine(engine, _ -> new ByteArrayInputStream(content), scope);
  }

  /** The state of a program that died with a log: its file and its log, to be put back often. */
  private record Crashed(byte[] file, byte[] log) {}

  private Crashed crashed() throws Exception {
    try (Connection program = SampleFile.open(file)) {
      SampleFile.execute(
          program, "PRAGMA wal_autocheckpoint = 0", "UPDATE orders SET what = 'only in the log'");
      return new Crashed(Files.readAllBytes(file), Files.readAllBytes(log(file)));
    }
  }

  private void put(Crashed state) throws IOException {
    Files.write(file, state.file());
    Files.write(log(file), state.log());
  }

  private static Path log(Path path) {
    return path.resolveSibling(path.getFileName() + "-wal");
  }

  private static Path path(Move move, String key) {
    return Path.of(move.get(key));
  }

  /** As a kill leaves it: after each of the renames that a move is made of. */
  @Test
  void aSwapThatWasKilledAnywhereIsDoneOrUndoneWithItsLog() throws Exception {
    String backedUp = SampleFile.picture(file);
    Dump dump = dump();
    Crashed crashed = crashed();
    put(crashed);
    String before = SampleFile.picture(file);
    assertThat(before).isNotEqualTo(backedUp);
    for (int renames = 0; renames <= 3; renames++) {
      for (boolean goesOn : new boolean[] {true, false}) {
        put(crashed);
        RestoreScope scope = scope(dump);
        WayOfEngine way = way(scope);
        way.prepare();
        Move move = way.moves().getFirst();
        interrupted(move, renames);

        if (goesOn) {
          restore.apply(scope, move);
          assertThat(restore.isApplied(scope, move)).isTrue();
          assertThat(log(file)).as("no old log beside the new file").doesNotExist();
          assertThat(SampleFile.picture(file)).as("after %d renames", renames).isEqualTo(backedUp);
        }
        restore.undo(scope, move);
        restore.undo(scope, move);

        assertThat(SampleFile.picture(file)).as("after %d renames", renames).isEqualTo(before);
        way.cleanUp();
      }
    }
  }

  private static void interrupted(Move move, int renames) throws IOException {
    Path live = path(move, "live");
    Path old = path(move, "old");
    if (renames > 0) {
      Files.move(log(live), log(old), StandardCopyOption.ATOMIC_MOVE);
    }
    if (renames > 1) {
      Files.move(live, old, StandardCopyOption.ATOMIC_MOVE);
    }
    if (renames > 2) {
      Files.move(path(move, "staged"), live, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wal", "delete"})
  void aProgramThatHasTheFileOpenIsNamedBeforeTheSwap(String journal) throws Exception {
    String backedUp = SampleFile.picture(file);
    Dump dump = dump();
    SampleFile.damage(file);
    SampleFile.execute(file, "PRAGMA journal_mode = " + journal);
    String damaged = SampleFile.picture(file);
    RestoreScope scope = scope(dump);
    WayOfEngine way = way(scope);
    way.prepare();
    // It only reads, and its transaction has ended.
    try (HeldOpen program = HeldOpen.with(file, "SELECT count(*) FROM orders")) {
      assertThat(engine.plan(scope).obstacles())
          .singleElement()
          .asString()
          .contains(
              file.toString(), "is open in java (" + program.pid() + ")", "stop that program");
      assertThatThrownBy(way::apply)
          .isInstanceOf(EngineException.class)
          .hasMessageContainingAll("(" + program.pid() + ")", "Stop it, then restore again");
      way.undo();
    }
    assertThat(SampleFile.picture(file)).isEqualTo(damaged);
    assertThat(engine.plan(scope).obstacles()).isEmpty();

    way.prepare();
    way.apply();
    assertThat(SampleFile.picture(file)).isEqualTo(backedUp);
    way.cleanUp();
  }

  /** As one of another container: seen by its locks only. */
  @Test
  void aProgramThatCannotBeSeenIsMetByItsLock() throws Exception {
    RestoreScope scope = scope(dump());
    WayOfEngine way = way(scope);
    way.prepare();
    try (Connection program = SampleFile.open(file)) {
      SampleFile.execute(program, "SELECT count(*) FROM orders");
      assertThatThrownBy(way::apply)
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("is locked by a program that cannot be seen from here");
    }
    way.apply();
    way.cleanUp();
  }

  @Test
  void aLostFileIsRestoredAndItsSafetyBackupIsEmpty() throws IOException {
    String backedUp = SampleFile.picture(file);
    Dump dump = dump();
    byte[] good = dumped.toByteArray();
    Files.delete(file);
    RestoreScope scope = scope(dump);

    EnginePlan plan = engine.plan(scope);
    assertThat(plan.obstacles()).isEmpty();
    assertThat(plan.existing()).isEmpty();
    assertThat(plan.objects())
        .isNotEmpty()
        .allMatch(object -> object.action() == PlannedObject.Action.CREATE);
    assertThat(engine.safetyDump(access(), this::begin, ProgressMonitor.NONE).files()).isEmpty();
    dumped.reset();
    dumped.writeBytes(good);
    WayOfEngine way = way(scope);
    way.prepare();
    way.apply();
    way.cleanUp();

    assertThat(SampleFile.picture(file)).isEqualTo(backedUp);
  }

  @Test
  void aDamagedFileIsKeptAsItIsAndRestoredOver() throws IOException {
    String backedUp = SampleFile.picture(file);
    Dump dump = dump();
    byte[] good = dumped.toByteArray();
    byte[] damaged = Files.readAllBytes(file);
    Arrays.fill(damaged, 0, 60, (byte) 1);
    Files.write(file, damaged);

    Dump safety = engine.safetyDump(access(), this::begin, ProgressMonitor.NONE);
    byte[] kept = dumped.toByteArray();
    assertThat(engine.read(new ByteArrayInputStream(kept), ProgressMonitor.NONE))
        .isEqualTo(safety.files().getFirst().objects());
    assertThat(engine.plan(scope(safety)).obstacles())
        .anyMatch(obstacle -> obstacle.contains("holds the file as it was, damaged"));
    Files.write(folder.resolve("kept.tar"), kept);
    assertThat(run("tar", "-xOf", folder.resolve("kept.tar").toString(), "history.db"))
        .as("stock tar brings the bytes back")
        .isEqualTo(damaged);

    dumped.reset();
    dumped.writeBytes(good);
    RestoreScope scope = scope(dump);
    assertThat(engine.plan(scope).obstacles()).isEmpty();
    assertThat(engine.plan(scope).warnings())
        .anyMatch(warning -> warning.contains("is damaged or no database now"));
    WayOfEngine way = way(scope);
    way.prepare();
    way.apply();
    way.undo();
    assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
    way.prepare();
    way.apply();
    way.cleanUp();
    assertThat(SampleFile.picture(file)).isEqualTo(backedUp);
  }

  private static byte[] run(String... command) throws IOException {
    return new ProcessBuilder(command).start().getInputStream().readAllBytes();
  }

  @Test
  void filesOfOneFolderAreRestoredSideBySide() throws IOException {
    Path first = file;
    String backedUp = SampleFile.picture(first);
    RestoreScope ofFirst = scope(dump());
    WayOfEngine firstWay = way(ofFirst);
    file = folder.resolve("other.db");
    SampleFile.execute(file, "CREATE TABLE mine (a)", "INSERT INTO mine VALUES (1)");
    String other = SampleFile.picture(file);
    Dump dump = dump();
    SampleFile.execute(first, "DELETE FROM orders");
    SampleFile.execute(file, "DELETE FROM mine");
    WayOfEngine secondWay =
        way(new RestoreScope(ofFirst.restoreId(), 1, access(), Selection.ALL, dump.files()));

    firstWay.prepare();
    secondWay.prepare();
    firstWay.apply();
    secondWay.apply();

    assertThat(SampleFile.picture(first)).isEqualTo(backedUp);
    assertThat(SampleFile.picture(file)).isEqualTo(other);
    secondWay.cleanUp();
  }

  @Test
  void theFileKeepsItsOwnerAndMode() throws IOException {
    Dump dump = dump();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    var owner = Files.getOwner(file);
    WayOfEngine way = way(scope(dump));
    way.prepare();
    way.apply();
    way.cleanUp();

    assertThat(way.deviations()).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(Files.getOwner(file)).isEqualTo(owner);
  }

  @Test
  void whatIsNotToBeReplacedIsLeftAsItIs() throws IOException {
    Dump dump = dump();
    String before = SampleFile.picture(file);
    RestoreScope scope = scope(dump).replacing(false);
    WayOfEngine way = way(scope);
    way.prepare();

    assertThatThrownBy(way::apply).hasMessageContaining("exists now");

    way.undo();
    way.cleanUp();
    assertThat(SampleFile.picture(file)).isEqualTo(before);
  }

  @Test
  void aDumpThatIsDamagedOrCutIsNeverPutInPlace() throws IOException {
    Dump dump = dump();
    byte[] good = dumped.toByteArray();
    String before = SampleFile.picture(file);
    RestoreScope scope = scope(dump);
    for (byte[] bad : List.of(Arrays.copyOf(good, good.length - 4_096), zeroed(good))) {
      dumped.reset();
      dumped.writeBytes(bad);
      WayOfEngine way = way(scope);
      assertThatThrownBy(
              () -> {
                way.prepare();
                way.measured();
              })
          .isInstanceOf(IOException.class);
      way.cleanUp();
    }
    assertThat(SampleFile.picture(file)).isEqualTo(before);
  }

  private static byte[] zeroed(byte[] bytes) {
    byte[] damaged = bytes.clone();
    Arrays.fill(damaged, bytes.length / 2, bytes.length / 2 + 9_000, (byte) 0);
    return damaged;
  }

  @Test
  void aFolderWithoutRoomIsNamedAndNothingLiveIsChanged() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    Assumptions.assumeTrue(
        mounted("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
        "not run: no right to mount a small file system (tmpfs) to fill up");
    try {
      Dump dump = dump();
      file = disk.resolve("history.db");
      SampleFile.execute(file, "CREATE TABLE mine (a)", "INSERT INTO mine VALUES (1)");
      String before = SampleFile.picture(file);
      assertThatThrownBy(() -> Files.write(disk.resolve("filler"), new byte[2 << 20])).isNotNull();
      WayOfEngine way = way(scope(dump));

      assertThatThrownBy(way::prepare)
          .isInstanceOf(EngineException.class)
          .hasMessageContainingAll(disk.toString(), "nothing live was changed");

      way.cleanUp();
      assertThat(SampleFile.picture(file)).isEqualTo(before);
    } finally {
      mounted("umount", disk.toString());
    }
  }

  private static boolean mounted(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
