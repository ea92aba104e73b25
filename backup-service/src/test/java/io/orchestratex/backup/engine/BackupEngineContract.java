package io.orchestratex.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine owes; a subclass per engine brings the server and its kind of data. */
public abstract class BackupEngineContract {

  private final Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();

  protected abstract BackupEngine engine();

  protected abstract Secret uri();

  /** An empty database that only this test uses. */
  protected abstract String freshDatabase();

  /** Fills it with every kind of value, an empty object, odd names, large records, indexes. */
  protected abstract void fill(String database);

  /** Changes, removes and adds records, and an index. */
  protected abstract void damage(String database);

  /** Everything that the database holds and how, as text, for comparison. */
  protected abstract String picture(String database);

  /** Adds a pair of records, one to each of two objects, at once. */
  protected abstract void writePair(String database, int number);

  /** The names of the two objects that pairs go to. */
  protected abstract List<String> pairObjects(String database);

  /** Where no server is. */
  protected Secret unreachable() {
    return new Secret(uri().reveal().replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:1"));
  }

  /** What of the connection string nobody may read. */
  protected String password() {
    return uri().reveal().split("[:@]", -1)[2];
  }

  /** Whether readers of the server see one moment while others write. */
  protected boolean hasSnapshots() {
    return true;
  }

  protected String database = "";

  protected EngineAccess access() {
    return new EngineAccess(engine().name(), uri());
  }

  @BeforeEach
  void makeDatabase() {
    database = freshDatabase();
    fill(database);
  }

  protected Dump dump() throws IOException {
    return engine().dump(access(), this::begin, ProgressMonitor.NONE);
  }

  private OutputStream begin(String scope) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    files.put(scope, file);
    return file;
  }

  protected byte[] bytes(String scope) {
    return Objects.requireNonNull(files.get(scope)).toByteArray();
  }

  protected DumpSource source() {
    return scope -> new ByteArrayInputStream(bytes(scope));
  }

  protected RestoreScope scope(Dump dump, String id) {
    return scope(dump, id, 1);
  }

  /** What the tests restore: their own database, where the engine can choose. */
  private Selection selection() {
    return ScopeLevel.of(engine()).contains(ScopeLevel.DATABASE)
        ? new Selection(List.of(database), List.of())
        : Selection.ALL;
  }

  private RestoreScope scope(Dump dump, String id, int attempt) {
    return new RestoreScope(id, attempt, access(), selection(), dump.files());
  }

  protected WayOfEngine way(RestoreScope scope) {
    return new WayOfEngine(engine(), source(), scope);
  }

  private static List<ObjectFact> facts(Dump dump) {
    return dump.files().stream().flatMap(file -> file.objects().stream()).toList();
  }

  @Test
  void whatItReadsBackIsWhatItWrote() throws IOException {
    Dump dump = dump();

    for (DumpedFile file : dump.files()) {
      List<ObjectFact> read =
          engine().read(new ByteArrayInputStream(bytes(file.scope())), ProgressMonitor.NONE);
      assertThat(read).containsExactlyInAnyOrderElementsOf(file.objects());
    }
  }

  @Test
  void aRoundTripIsExact() throws IOException {
    String before = picture(database);
    Dump dump = dump();
    damage(database);
    assertThat(picture(database)).isNotEqualTo(before);

    WayOfEngine way = way(scope(dump, "20010101_000001"));
    way.prepare();
    assertThat(picture(database)).as("nothing live is touched yet").isNotEqualTo(before);
    List<ObjectFact> staged = way.isStaged() ? way.measured() : List.of();
    way.apply();
    List<ObjectFact> measured = way.isStaged() ? staged : way.measured();
    assertThat(way.isApplied()).isTrue();
    way.cleanUp();
    way.followUp();

    List<ObjectFact> expected =
        facts(dump).stream().filter(f -> f.name().startsWith(database + ".")).toList();
    assertThat(measured).containsAll(expected).hasSize(expected.size());
    assertThat(way.isApplied()).isTrue();
    assertThat(way.keepsToPhases()).isTrue();
    assertThat(picture(database)).isEqualTo(before);
  }

  /** Under a free name, next to the original; a name that is taken is left as it is. */
  @Test
  void aCopyUnderAnotherNameIsExact() throws IOException {
    if (!(engine() instanceof RenamingRestore renaming)) {
      assertThat(engine()).isNotInstanceOf(RenamingRestore.class);
      return;
    }
    String before = picture(database);
    Dump dump = dump();
    String copy = database + "c";
    Naming naming = new Naming(Map.of(database, copy), Map.of());
    RestoreScope scope =
        new RestoreScope(
            "20010101_000012",
            1,
            access(),
            selection().renamed(naming),
            dump.files().stream().map(file -> renaming.renamed(file, naming)).toList(),
            naming,
            false);
    WayOfEngine way =
        new WayOfEngine(engine(), name -> source().open(naming.original(name)), scope);
    assertThat(engine().plan(scope).existing()).isEmpty();
    assertThat(engine().plan(scope).objects())
        .isNotEmpty()
        .allMatch(object -> object.name().startsWith(copy + "."))
        .allMatch(object -> object.action() == PlannedObject.Action.CREATE);

    way.prepare();
    List<ObjectFact> measured = way.measured();
    way.apply();

    assertThat(measured).extracting(ObjectFact::name).allMatch(name -> name.startsWith(copy));
    assertThat(measured)
        .extracting(fact -> database + fact.name().substring(copy.length()) + " " + fact.hash())
        .containsExactlyInAnyOrderElementsOf(
            facts(dump).stream()
                .filter(fact -> fact.name().startsWith(database + "."))
                .map(fact -> fact.name() + " " + fact.hash())
                .toList());
    way.cleanUp();
    way.followUp();
    assertThat(picture(copy).replace(copy, database)).isEqualTo(before);
    assertThat(picture(database)).isEqualTo(before);
    assertThat(engine().plan(scope).existing()).containsExactly(copy);

    WayOfEngine again =
        new WayOfEngine(
            engine(),
            name -> source().open(naming.original(name)),
            new RestoreScope(
                "20010101_000013", 1, access(), scope.selection(), scope.files(), naming, false));
    assertThatThrownBy(
            () -> {
              again.prepare();
              again.apply();
            })
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("exists now");
    again.undo();
    again.cleanUp();
    assertThat(picture(copy).replace(copy, database)).isEqualTo(before);
  }

  @Test
  void everyMoveCanBeRepeatedAndUndone() throws IOException {
    Dump dump = dump();
    damage(database);
    String damaged = picture(database);
    WayOfEngine way = way(scope(dump, "20010101_000002"));
    way.prepare();

    way.apply();
    way.undo();
    way.cleanUp();

    assertThat(picture(database)).isEqualTo(damaged);
  }

  @Test
  void aMoveIsUniqueAndSaysWhatItDoes() throws IOException {
    WayOfEngine way = way(scope(dump(), "20010101_000011"));
    way.prepare();

    List<Move> all = new ArrayList<>(way.moves());
    all.addAll(way.followUps());
    assertThat(all).extracting(Move::id).doesNotHaveDuplicates();
    assertThat(all).allMatch(move -> move.text().length() > 10);
    assertThat(all.toString()).as("a journal is shown and kept").doesNotContain(password());
    way.cleanUp();
  }

  @Test
  void undoingWhatWasNotBegunChangesNothing() throws IOException {
    Dump dump = dump();
    String before = picture(database);
    WayOfEngine way = way(scope(dump, "20010101_000003"));
    way.prepare();

    way.undo();
    way.cleanUp();

    assertThat(picture(database)).isEqualTo(before);
  }

  @Test
  void attemptsLoadApartAndAreCleanedUpTogether() throws IOException {
    Dump dump = dump();
    WayOfEngine first = way(scope(dump, "20010101_000004", 1));
    WayOfEngine second = way(scope(dump, "20010101_000004", 2));
    second.prepare();
    Object prepared = second.prepared();

    // The first worker was asleep, was given up, and goes on where it was.
    first.prepare();

    assertThat(second.prepared()).as("the same things, by their ids").isEqualTo(prepared);
    assertThat(first.prepared()).isNotEqualTo(prepared);
    RestoreWay way = engine().restoreWay();
    assertThat(way.restoresWithLeftovers(access())).contains("20010101_000004");
    assertThat(way.leftovers(scope(dump, "20010101_000004", 1))).hasSizeGreaterThan(1);
    assertThat(way.namesOf("20010101_000004")).contains("20010101_000004");
    first.cleanUp();
    assertThat(way.leftovers(scope(dump, "20010101_000004", 2))).isEmpty();
    assertThat(way.restoresWithLeftovers(access())).doesNotContain("20010101_000004");
  }

  @Test
  void onlyWhatARestoreMadeIsRemoved() throws IOException {
    RestoreScope scope = scope(dump(), "20010101_000005");
    for (String foreign : List.of(database, database + ".left", "ox_restore_20010101_000006_1_1")) {
      assertThatThrownBy(() -> engine().restoreWay().remove(scope, foreign))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aCutDumpIsNotRead() throws IOException {
    Dump dump = dump();
    String scope = dump.files().getFirst().scope();
    byte[] whole = bytes(scope);
    for (int kept : new int[] {0, 3, 20, whole.length / 2, whole.length - 1}) {
      byte[] cut = Arrays.copyOf(whole, kept);
      assertThatThrownBy(() -> engine().read(new ByteArrayInputStream(cut), ProgressMonitor.NONE))
          .as("%d of %d bytes", kept, whole.length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void showsOneMomentWhileOthersWrite() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<?> writer =
          threads.submit(() -> {
            for (int i = 1_000; !stop.get(); i++) {
              writePair(database, i);
            }
          });
      try {
        if (!hasSnapshots()) {
          Awaitility.await("it says so, once others write")
              .atMost(Duration.ofSeconds(30))
              .until(() -> dump().point().contains("not one moment"));
        }
        for (int round = 0; hasSnapshots() && round < 3; round++) {
          Map<String, Long> counts = new LinkedHashMap<>();
          Dump dump = dump();
          facts(dump).forEach(fact -> counts.put(fact.name(), fact.count()));
          List<String> pair = pairObjects(database);
          assertThat(counts.get(pair.getFirst())).isEqualTo(counts.get(pair.getLast()));
        }
      } finally {
        stop.set(true);
      }
      writer.get();
    }
  }

  @Test
  void thePlanTellsWhatWouldHappen() throws IOException {
    Dump dump = dump();
    EnginePlan whole = engine().plan(scope(dump, "plan"));
    List<PlannedObject> plan = whole.objects();
    assertThat(whole.obstacles()).isEmpty();
    assertThat(whole.warnings()).allMatch(warning -> warning.endsWith("."));

    assertThat(plan)
        .isNotEmpty()
        .allMatch(o ->
            o.action() == PlannedObject.Action.REPLACE || o.action() == PlannedObject.Action.SKIP);
    assertThat(plan).allMatch(o -> Objects.equals(o.currentCount(), o.backupCount()));
  }

  @Test
  void aServerThatIsNotThereIsNamedWithoutThePassword() {
    EngineAccess nowhere = new EngineAccess("x", unreachable());

    assertThatThrownBy(() -> engine().describe(nowhere))
        .isInstanceOf(EngineException.class)
        .hasMessageNotContaining(password());
  }

  @Test
  void aConnectionStringOfAnotherKindIsInvalid() {
    EngineAccess wrong = new EngineAccess("x", new Secret("telnet://ann:hidden@127.0.0.1"));

    assertThatThrownBy(() -> engine().address(wrong))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("is invalid; expected ")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void whatPeopleSeeOfItFitsWhereItIsShown() {
    assertThat(engine().name()).matches("[a-z][a-z0-9-]{1,30}");
    assertThat(engine().fileSuffix()).matches("\\.[a-z0-9.]{1,15}");
    assertThat(ScopeLevel.of(engine())).contains(ScopeLevel.SERVER);
  }
}
